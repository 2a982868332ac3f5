import { icons, type IconName } from "./icons.gen";

export type { IconName };

/** Icons that point along the line of reading turn around in right-to-left scripts. */
const mirrored = new Set<IconName>(["back", "forward", "next", "reply", "send", "share", "sign-out", "undo", "window"]);

/** One icon, 1.5 em a side. It is decoration: its button or row carries the name. */
export function Icon({ name, fill, class: cls }: { name: IconName; fill?: boolean; class?: string }) {
  const paths: readonly [string, string?] = icons[name];
  return (
    <svg class={`icon${mirrored.has(name) ? " mirror" : ""}${cls ? " " + cls : ""}`} viewBox="0 0 256 256" aria-hidden="true">
      <path d={(fill && paths[1]) || paths[0]} />
    </svg>
  );
}
