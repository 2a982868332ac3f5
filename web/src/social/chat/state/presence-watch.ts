// Which people's presence this tab follows: what the list shows and what the open chat shows, together.
import type { Id } from "../sync/model";
import { watchPresence as tell } from "./hub";
import { askPresence, presenceOf } from "./presence";

const wanted = new Map<string, readonly Id[]>();

/** Sets what one part of the page wants to follow. */
export function watchPresence(part: string, ids: readonly Id[]): void {
  const before = wanted.get(part);
  if (before && before.length === ids.length && before.every((id, i) => id === ids[i])) return;
  wanted.set(part, ids);
  const all = [...new Set([...wanted.values()].flat())].slice(0, 200);
  tell(all);
  void askPresence(ids.filter((id) => !presenceOf(id).peek()));
}
