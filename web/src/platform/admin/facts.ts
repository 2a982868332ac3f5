import { t } from "./words";

/** t for keys that came from the server; ask t.has first. */
export const say = t as unknown as (key: string) => string;

/** The facts of a line as words; what this client does not know keeps its own name. */
export function factsOf(json: string): string {
  let detail: unknown;
  try {
    detail = JSON.parse(json);
  } catch {
    return "";
  }
  if (typeof detail !== "object" || detail === null) return "";
  return Object.entries(detail)
    .filter(([, v]) => v !== 0 && v !== "" && typeof v !== "object") // a list is too long for a line
    .map(([k, v]) => {
      const key = `detail.${k}`;
      const name = t.has(key) ? say(key) : k;
      return `${name}: ${typeof v === "boolean" ? (v ? t("yes") : t("no")) : t.has(`value.${k}.${v}`) ? say(`value.${k}.${v}`) : String(v)}`;
    })
    .join(" · ");
}
