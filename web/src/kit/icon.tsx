import { signal } from "@preact/signals";
import { firstIcons } from "./icons.gen";
import type { moreIcons } from "./icons-more.gen";

export type IconName = keyof typeof firstIcons | keyof typeof moreIcons;
type Paths = readonly [string, string?];

/** Every icon that has arrived. */
export const icons = signal<Partial<Record<IconName, Paths>>>(firstIcons);

/** Fetches the icons that the first view does without; whoever loads a wing waits for it. */
export async function loadIcons(): Promise<void> {
  const { moreIcons } = await import("./icons-more.gen");
  icons.value = { ...firstIcons, ...moreIcons };
}

/** Icons that point along the line of reading turn around in right-to-left scripts. */
const mirrored = new Set<IconName>(["back", "forward", "next", "reply", "send", "share", "sign-out", "undo", "window"]);

/** One icon, 1.5 em a side. It is decoration: its button or row carries the name. */
export function Icon({ name, fill, class: cls }: { name: IconName; fill?: boolean; class?: string }) {
  const paths: Paths = icons.value[name] ?? [""];
  return (
    <svg class={`icon${mirrored.has(name) ? " mirror" : ""}${cls ? " " + cls : ""}`} viewBox="0 0 256 256" aria-hidden="true">
      <path d={(fill && paths[1]) || paths[0]} />
    </svg>
  );
}
