import type { ComponentChildren } from "preact";
import { isPhone } from "../lib/media";
import { back } from "../lib/router";
import { IconButton } from "./button";
import { k } from "./words";

/** The head of a tab's root: a large title at the start, its actions at the end. */
export function RootBar({ title, children }: { title: ComponentChildren; children?: ComponentChildren }) {
  return (
    <header class="root-bar">
      <h1 class="root-title">{title}</h1>
      <div class="bar-actions">{children}</div>
    </header>
  );
}

export interface TopBarProps {
  title: ComponentChildren;
  sub?: ComponentChildren;
  /** Before the title, such as a face. */
  lead?: ComponentChildren;
  /** Where back leads; the path above without it. false: no way back on a desktop. */
  parent?: string;
  /** Shows a way back on a desktop too, for pages two or more below their tab. */
  deep?: boolean;
  /** Clicking the title does this, such as opening the details. */
  onTitle?: () => void;
  children?: ComponentChildren;
}

/** The head of a page: back, title, actions. */
export function TopBar({ title, sub, lead, parent, deep, onTitle, children }: TopBarProps) {
  const text = (
    <>
      {lead}
      <span class="grow">
        <h1 class="top-title one-line">{title}</h1>
        {sub && <span class="top-sub one-line">{sub}</span>}
      </span>
    </>
  );
  return (
    <header class="top-bar">
      {(isPhone.value || deep) && <IconButton icon="back" label={k("back")} onClick={() => back(parent)} />}
      {onTitle ? <button type="button" class="top-text is-button" onClick={onTitle}>{text}</button> : <div class="top-text">{text}</div>}
      <div class="bar-actions">{children}</div>
    </header>
  );
}

/** A page under a bar: the bar stays, the rest scrolls. */
export function Page({ bar, children, class: cls }: { bar: ComponentChildren; children: ComponentChildren; class?: string }) {
  return (
    <div class={`page${cls ? " " + cls : ""}`}>
      {bar}
      <div class="page-body scroll">
        <div class="page-column">{children}</div>
      </div>
    </div>
  );
}
