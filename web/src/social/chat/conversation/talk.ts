// What the parts of an open conversation share: the list, the composer and the bars do not know each other.
import { signal, type Signal } from "@preact/signals";
import type { Entry, Id, Quote } from "../sync/model";
import { Timeline } from "../state/timeline";
import { saysShort } from "../names";

export class Talk {
  readonly timeline: Timeline;
  /** The message that the next one answers. */
  readonly quoting = signal<Quote | null>(null);
  /** The own message that is being edited. */
  readonly editing = signal<Entry | null>(null);
  /** Picked messages by seq; null while nothing is being picked. */
  readonly picked: Signal<ReadonlyMap<number, Entry> | null> = signal(null);
  /** Asks the list to show a message; turn makes the same seq count again. */
  readonly jump = signal({ seq: 0, turn: 0 });
  /** Asks the list for its end. */
  readonly toEnd = signal(0);
  /** Asks the composer to take the focus, or a text. */
  readonly compose = signal<{ text?: string; turn: number }>({ turn: 0 });
  /** Members who have read how far, as far as known; groups only. */
  readonly readers = signal<ReadonlyMap<Id, number>>(new Map());

  constructor(readonly chat: Id) {
    this.timeline = new Timeline(chat);
  }

  quote(e: Entry): void {
    this.editing.value = null;
    this.quoting.value = { seq: e.seq, sender: e.sender, text: saysShort(e).slice(0, 140) };
    this.focus();
  }

  edit(e: Entry): void {
    this.quoting.value = null;
    this.editing.value = e;
    this.focus();
  }

  focus(text?: string): void {
    this.compose.value = { text, turn: this.compose.peek().turn + 1 };
  }

  show(seq: number): void {
    this.jump.value = { seq, turn: this.jump.peek().turn + 1 };
  }

  pick(e: Entry): void {
    const next = new Map(this.picked.peek() ?? []);
    if (!next.delete(e.seq) && next.size < 100) next.set(e.seq, e);
    this.picked.value = next.size ? next : null;
  }
}
