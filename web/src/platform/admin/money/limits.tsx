import { useMemo, useState } from "preact/hooks";
import { create } from "@bufbuild/protobuf";
import { LevelLimitsSchema, type LevelLimits, type MoneySettings } from "../../../gen/alun/admin/v1/money_pb";
import { Level } from "../../../gen/alun/wallet/v1/wallet_pb";
import { Button, ErrorState, SkeletonList, TextField } from "../../../kit";
import { explain } from "../../../lib/errors";
import { locale } from "../../../lib/i18n";
import { useLoad } from "../../../lib/load";
import { toast } from "../../../lib/toast";
import { separators } from "../../../money/amount";
import { fieldText } from "../../../money/amount-edit";
import { parseAmount } from "../../../money/parse";
import { money } from "./service";
import { t } from "./words";

const columns = ["once", "day", "month", "balance"] as const;
const most = ["noPinMax", "packetMaxShare", "packetMaxTotal"] as const;

/** How much each level may move and hold, and the other rules of money. Amounts are typed as anywhere; 0 means none. */
export function LimitsPage() {
  const { data, error, reload } = useLoad(async () => (await money.getMoneySettings({})).settings!);
  if (!data) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={4} />;
  return <Form now={data} />;
}

/** Every field by its name, as typed. */
type Typed = Record<string, string>;

function Form({ now }: { now: MoneySettings }) {
  const [saved, setSaved] = useState(now);
  const marks = useMemo(() => separators(), [locale.value]);
  const currency = saved.currency;
  const show = (s: MoneySettings): Typed => {
    const fields: Typed = { hold: String(s.holdHours) };
    for (const m of most) fields[m] = fieldText({ minor: s[m], currency }, marks) || "0";
    for (const l of s.levels) for (const c of columns) fields[`${l.level}.${c}`] = fieldText({ minor: l[c], currency }, marks) || "0";
    return fields;
  };
  const [typed, setTyped] = useState<Typed>(() => show(now));
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const put = (name: string) => (v: string) => setTyped((all) => ({ ...all, [name]: v }));
  const minor = (name: string) => parseAmount(typed[name] ?? "", currency, marks);
  const wrong = (name: string) => minor(name) === null;
  const holdWrong = !/^\d{1,3}$/.test(typed["hold"] ?? "");
  const ready = !holdWrong && Object.keys(typed).every((name) => name === "hold" || !wrong(name));
  const save = async () => {
    if (!ready || busy) return;
    setBusy(true);
    setBad("");
    const level = (l: LevelLimits) => create(LevelLimitsSchema, { level: l.level, once: minor(`${l.level}.once`)!, day: minor(`${l.level}.day`)!, month: minor(`${l.level}.month`)!, balance: minor(`${l.level}.balance`)! });
    try {
      const got = (await money.updateMoneySettings({ settings: { currency, holdHours: Number(typed["hold"]), noPinMax: minor("noPinMax")!, packetMaxShare: minor("packetMaxShare")!, packetMaxTotal: minor("packetMaxTotal")!, levels: saved.levels.map(level) } })).settings!;
      setSaved(got);
      setTyped(show(got));
      toast(t("saved"), { tone: "good" });
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  return (
    <div class="scroll desk-page">
      <h2 class="desk-h">{t("limits")}</h2>
      <form class="limits" onSubmit={(e) => { e.preventDefault(); void save(); }}>
        <p class="hint">{t("limits.text", { currency })}</p>
        <div class="book-scroll" role="region" aria-label={t("limits")} tabIndex={0}>
          <table class="book-table limits-table">
            <caption class="sr">{t("limits")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("level")}</th>
                {columns.map((c) => <th key={c} scope="col">{t(`column.${c}`)}</th>)}
              </tr>
            </thead>
            <tbody>
              {saved.levels.map((l) => {
                const name = t(`level.${(l.level || Level.UNVERIFIED) as 1}`);
                return (
                  <tr key={l.level}>
                    <th scope="row">{name}</th>
                    {columns.map((c) => {
                      const key = `${l.level}.${c}`;
                      return <td key={c} data-column={t(`column.${c}`)}><input class="limit-field num" inputMode="decimal" aria-label={`${name}: ${t(`column.${c}`)}`} aria-invalid={wrong(key) || undefined} value={typed[key] ?? ""} onInput={(e) => put(key)(e.currentTarget.value)} /></td>;
                    })}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        <div class="limits-rest">
          <TextField label={t("limits.hold")} value={typed["hold"] ?? ""} onValue={put("hold")} inputMode="numeric" maxLength={3} note={holdWrong ? t("limits.notNumber") : t("limits.holdNote")} tone={holdWrong ? "bad" : undefined} />
          {most.map((m) => <TextField key={m} label={t(`limits.${m}`)} value={typed[m] ?? ""} onValue={put(m)} inputMode="numeric" note={wrong(m) ? t("limits.notAmount") : undefined} tone={wrong(m) ? "bad" : undefined} />)}
        </div>
        {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
        <Button type="submit" size="large" busy={busy} disabled={!ready}>{t("save")}</Button>
      </form>
    </div>
  );
}
