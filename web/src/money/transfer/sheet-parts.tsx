// What the sheets of this room are made of.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Avatar, ErrorState, Icon, SkeletonList, type IconName } from "../../kit";
import { explain } from "../../lib/errors";
import { useLoad, type Loaded } from "../../lib/load";
import { myId } from "../../social/chat/state/hub";
import { faceOf, nameOf } from "../../social/chat/state/people";
import { useCardNews, type Place } from "./service";
import { t } from "./words";

/** A thing that is fetched when it is opened and again when its card changes. */
export function useThing<T extends Place>(fetch: () => Promise<T>): Loaded<T> {
  const loaded = useLoad(fetch);
  useCardNews(loaded.data, loaded.reload);
  return loaded;
}

/** Runs one act at a time and shows what it answers. */
export function useActs<T>(set: (x: T) => void): [busy: string, run: (name: string, act: () => Promise<T | undefined>) => void] {
  const [busy, setBusy] = useState("");
  return [
    busy,
    (name, act) => {
      if (busy) return;
      setBusy(name);
      void act().then((x) => x && set(x)).finally(() => setBusy(""));
    },
  ];
}

export function Loading({ error, reload }: { error: unknown; reload: () => void }) {
  return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={3} />;
}

/** How a thing stands: a sign, a sentence, the amount. */
export function Stand({ icon, tone, text, children }: { icon: IconName; tone?: "good" | "over"; text: string; children: ComponentChildren }) {
  return (
    <div class={`stand${tone ? ` is-${tone}` : ""}`}>
      <span class="stand-sign"><Icon name={icon} /></span>
      <p class="stand-text" role="status">{text}</p>
      <p class="stand-amount">{children}</p>
    </div>
  );
}

export function Facts({ rows }: { rows: readonly [string, ComponentChildren][] }) {
  return (
    <dl class="thing-facts">
      {rows.filter(([, value]) => value).map(([label, value]) => <div key={label}><dt>{label}</dt><dd dir="auto">{value}</dd></div>)}
    </dl>
  );
}

export const Who = ({ id }: { id: string }) => <span class="thing-facts-who"><Avatar face={faceOf(id)} size={24} /><bdi>{id === myId.value ? t("you") : nameOf(id)}</bdi></span>;
