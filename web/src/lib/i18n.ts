// Words in three languages. Each wing keeps its own tables (words/en.ts, id.ts, zh.ts) and
// binds them with words(); English is the source of the keys, so a key or placeholder that is
// missing in another language does not compile.
import { computed, effect, signal } from "@preact/signals";

export type Lang = "id" | "en" | "zh";
export const langs: readonly Lang[] = ["id", "en", "zh"];
export const langNames: Record<Lang, string> = { id: "Bahasa Indonesia", en: "English", zh: "简体中文" };

/** A text, or its plural forms chosen by the parameter `n`. */
export type Entry = string | { readonly one?: string; readonly other: string };
export type Table = Readonly<Record<string, Entry>>;

type Holes<S extends string> = S extends `${string}{${infer P}}${infer R}` ? P | Holes<R> : never;
type HolesOf<E> = E extends string ? Holes<E> : E extends { other: infer O extends string } ? Holes<O> | "n" : never;
type Params<E> = { [P in HolesOf<E>]: string | number };
/** What a translation must hold: the same keys; a text for a text, plural forms for plural forms. */
export type Translation<T extends Table> = { readonly [K in keyof T]: T[K] extends string ? string : { one?: string; other: string } };
export interface Say<T extends Table> {
  <K extends keyof T & string>(key: K, ...params: HolesOf<T[K]> extends never ? [] : [Params<T[K]>]): string;
  /** True when the table has this key: for keys that come from the server, such as error codes. */
  has(key: string): key is keyof T & string;
}

const stored = "alun.lang";

/** The first of the browser's languages that we speak; English when there is none. */
export function pick(wanted: readonly string[]): Lang {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split("-")[0];
    if (base === "in" || base === "ms") return "id"; // "in" is the old code; Malay readers read Indonesian
    const found = langs.find((l) => l === base);
    if (found) return found;
  }
  return "en";
}

function isLang(v: string | null | undefined): v is Lang {
  return v === "id" || v === "en" || v === "zh";
}

const hasWindow = typeof window !== "undefined";
const saved = hasWindow ? localStorage.getItem(stored) : null;

/** The person's choice; "" follows the browser. */
export const langChoice = signal<Lang | "">(isLang(saved) ? saved : "");
const browser = signal<readonly string[]>(hasWindow ? navigator.languages : ["en"]);
if (hasWindow) window.addEventListener("languagechange", () => (browser.value = navigator.languages));

/** The language in use. Reading it in a component redraws the component when it changes. */
export const lang = computed<Lang>(() => langChoice.value || pick(browser.value));

/** Sets the language of this browser; "" follows the browser again. */
export function setLang(choice: string): void {
  langChoice.value = isLang(choice) ? choice : "";
  if (!hasWindow) return;
  if (langChoice.value) localStorage.setItem(stored, langChoice.value);
  else localStorage.removeItem(stored);
}

/** BCP 47 tag of the language in use, for Intl and the lang attribute. */
export const locale = computed(() => ({ id: "id-ID", en: "en-GB", zh: "zh-CN" })[lang.value]);

if (hasWindow) effect(() => void (document.documentElement.lang = locale.value));

const plurals: Partial<Record<Lang, Intl.PluralRules>> = {};

/** Fills one entry: plural by n, then the holes. Numbers are written as the language writes them. */
export function fill(l: Lang, entry: Entry, params: Record<string, string | number> = {}): string {
  let text: string;
  if (typeof entry === "string") text = entry;
  else {
    const rules = (plurals[l] ??= new Intl.PluralRules(l));
    text = (rules.select(Number(params.n)) === "one" && entry.one) || entry.other;
  }
  return text.replace(/\{(\w+)\}/g, (_, hole: string) => {
    const v = params[hole];
    return typeof v === "number" ? v.toLocaleString(l) : (v ?? "");
  });
}

/** Every bound table, for the test that they are complete. */
export const tables: Record<Lang, Table>[] = [];

/** Binds the tables of a wing: const t = words({ en, id, zh }); t("chats.title"). */
export function words<const T extends Table>(three: { en: T; id: Translation<NoInfer<T>>; zh: Translation<NoInfer<T>> }): Say<T> {
  const all = three as Record<Lang, Table>;
  tables.push(all);
  const say = (key: string, params?: Record<string, string | number>) => fill(lang.value, all[lang.value][key] ?? key, params);
  return Object.assign(say, { has: (key: string) => key in three.en }) as unknown as Say<T>;
}
