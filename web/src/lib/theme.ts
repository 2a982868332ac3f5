// Light, dark, or as the system is. Colours are CSS light-dark() pairs, so the theme is only the
// colour scheme of the root element.
import { computed, effect, signal } from "@preact/signals";
import { prefersDark } from "./media";

export type Theme = "system" | "light" | "dark";
const stored = "alun.theme";
const hasWindow = typeof window !== "undefined";
const saved = hasWindow ? localStorage.getItem(stored) : null;

export const theme = signal<Theme>(saved === "light" || saved === "dark" ? saved : "system");
export const isDark = computed(() => (theme.value === "system" ? prefersDark.value : theme.value === "dark"));

export function setTheme(t: Theme): void {
  theme.value = t;
  localStorage.setItem(stored, t);
}

if (hasWindow) {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", isDark.value ? "#12131a" : "#f6f3ec");
  });
}
