import { useState } from "preact/hooks";
import { Button, openSheet } from "../../../kit";
import { addMonths, dayField, dayStart, monthOf, monthRange } from "../when";
import { t } from "../words";

/** A span of whole days of the reader; until is the first moment behind it. */
export interface Span {
  from: number;
  until: number;
}

export type Preset = "thisMonth" | "lastMonth" | "quarter" | "year";
export const presets: readonly Preset[] = ["thisMonth", "lastMonth", "quarter", "year"];

/** The days of a preset, seen from now. */
export function presetSpan(p: Preset, now: number): Span {
  const month = monthOf(now);
  const until = monthRange(month).until;
  switch (p) {
    case "thisMonth":
      return monthRange(month);
    case "lastMonth":
      return monthRange(addMonths(month, -1));
    case "quarter":
      return { from: monthRange(addMonths(month, -2)).from, until };
    case "year":
      return { from: new Date(month.year, 0, 1).getTime(), until };
  }
}

const dayMs = 86_400_000;

/** What is wrong with two date fields; undefined when they can be used. longest in days, when there is a longest. */
export function spanComplaint(from: string, until: string, longest?: number): string | undefined {
  const a = dayStart(from);
  const b = dayStart(until, 1);
  if (!Number.isFinite(a) || !Number.isFinite(b) || a >= b) return t("dates.wrong");
  if (longest !== undefined && b - a > longest * dayMs + dayMs / 2) return t("dates.long");
  return undefined;
}

/** Two date fields with ready-made spans above. */
export function SpanFields({ from, until, onChange, longest }: { from: string; until: string; onChange: (from: string, until: string) => void; longest?: number }) {
  const bad = spanComplaint(from, until, longest);
  const now = Date.now();
  return (
    <div class="stack">
      <div class="amount-quick">
        {presets.map((p) => {
          const s = presetSpan(p, now);
          const [a, b] = [dayField(s.from), dayField(s.until - 1)];
          return <button key={p} type="button" class="chip" aria-pressed={a === from && b === until} onClick={() => onChange(a, b)}>{t(`dates.${p}`)}</button>;
        })}
      </div>
      <div class="span-fields">
        {([["dates.from", from], ["dates.until", until]] as const).map(([key, value]) => (
          <label key={key} class="field">
            <span class="field-label">{t(key)}</span>
            <span class="field-box">
              <input type="date" value={value} aria-invalid={Boolean(bad)} onInput={(e) => (key === "dates.from" ? onChange(e.currentTarget.value, until) : onChange(from, e.currentTarget.value))} />
            </span>
          </label>
        ))}
      </div>
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
    </div>
  );
}

/** Asks for a span of days. null: any time. undefined: nothing was chosen. */
export function openSpan(present: Span | null): Promise<Span | null | undefined> {
  return openSheet<Span | null>(t("dates.title"), (close) => <SpanSheet present={present} close={close} />, { size: "small" });
}

function SpanSheet({ present, close }: { present: Span | null; close: (answer?: Span | null) => void }) {
  const first = present ?? presetSpan("thisMonth", Date.now());
  const [span, setSpan] = useState({ from: dayField(first.from), until: dayField(first.until - 1) });
  return (
    <form
      class="stack"
      onSubmit={(e) => {
        e.preventDefault();
        if (!spanComplaint(span.from, span.until)) close({ from: dayStart(span.from), until: dayStart(span.until, 1) });
      }}
    >
      <SpanFields {...span} onChange={(from, until) => setSpan({ from, until })} />
      <Button type="submit" size="large" wide disabled={Boolean(spanComplaint(span.from, span.until))}>{t("dates.use")}</Button>
      {present && <Button kind="quiet" wide onClick={() => close(null)}>{t("dates.any")}</Button>}
    </form>
  );
}
