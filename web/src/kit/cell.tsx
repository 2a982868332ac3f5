import type { ComponentChildren } from "preact";
import { Avatar, type Face } from "./avatar";
import { Icon, type IconName } from "./icon";

/** A card of cells, with a title above and a note below. */
export function CellGroup({ title, note, children }: { title?: string; note?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="group">
      {title && <h2 class="group-title">{title}</h2>}
      <div class="group-body">{children}</div>
      {note && <p class="group-note hint">{note}</p>}
    </section>
  );
}

export interface CellProps {
  title: ComponentChildren;
  sub?: ComponentChildren;
  /** What stands at the end: a value, a badge, a switch. */
  value?: ComponentChildren;
  icon?: IconName;
  /** Colour of the icon's tile; Nila without it. */
  tone?: string;
  face?: Face;
  /** Something else in front, in place of icon or face. */
  lead?: ComponentChildren;
  danger?: boolean;
  /** Makes it a link of this slot (lib/router href). */
  href?: string;
  /** The link is a file to save. */
  download?: boolean;
  onClick?: (e: MouseEvent) => void;
  onContextMenu?: (e: MouseEvent) => void;
  /** Makes it a label around the control in value, so that the whole row is its target. */
  label?: boolean;
  current?: boolean;
  disabled?: boolean;
  class?: string;
  children?: ComponentChildren;
}

/** One row: a link, a button, a label or plain, by what it is given. */
export function Cell(p: CellProps) {
  const inside = (
    <>
      {p.lead}
      {p.face && <Avatar face={p.face} size={48} />}
      {p.icon && (
        <span class="cell-tile" style={p.tone ? { "--tone": p.tone } : undefined}>
          <Icon name={p.icon} />
        </span>
      )}
      <span class="cell-main">
        <span class="cell-title" style={{ display: "block" }}>{p.title}</span>
        {p.sub && <span class="cell-sub" style={{ display: "block" }}>{p.sub}</span>}
      </span>
      {p.value !== undefined && <span class={`cell-value${typeof p.value === "string" ? " one-line" : ""}`}>{p.value}</span>}
      {p.href && <Icon name="next" class="cell-arrow" />}
      {p.children}
    </>
  );
  const cls = `cell${p.icon ? " has-icon" : ""}${p.face ? " has-avatar" : ""}${p.danger ? " is-danger" : ""}${p.current ? " is-current" : ""}${p.class ? " " + p.class : ""}`;
  if (p.href)
    return (
      <a class={cls} href={p.href} download={p.download} aria-current={p.current ? "page" : undefined} onClick={p.onClick} onContextMenu={p.onContextMenu}>
        {inside}
      </a>
    );
  if (p.onClick)
    return (
      <button type="button" class={cls} onClick={p.onClick} onContextMenu={p.onContextMenu} disabled={p.disabled}>
        {inside}
      </button>
    );
  if (p.label) return <label class={cls}>{inside}</label>;
  return <div class={cls}>{inside}</div>;
}
