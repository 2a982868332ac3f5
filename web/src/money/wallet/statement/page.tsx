import { useState } from "preact/hooks";
import { Cell, CellGroup, Page, Spinner, TopBar } from "../../../kit";
import { toastError } from "../../../lib/errors";
import { lang } from "../../../lib/i18n";
import { navigate } from "../../../lib/router";
import { toast } from "../../../lib/toast";
import { presetSpan, SpanFields, spanComplaint } from "../bills/dates";
import { saveFile } from "../save";
import { knownCurrency, service } from "../state";
import { dayField, dayStart, zoneMinutes } from "../when";
import { t } from "../words";

/** A statement covers at most so many days. */
export const maxDays = 366;

/** Taking one's bills along: as a table for a spreadsheet, or as a page to print. */
export function StatementPage() {
  const first = presetSpan("thisMonth", Date.now());
  const [span, setSpan] = useState({ from: dayField(first.from), until: dayField(first.until - 1) });
  const [busy, setBusy] = useState(false);
  const bad = spanComplaint(span.from, span.until, maxDays);
  const download = async () => {
    setBusy(true);
    try {
      const from = dayStart(span.from);
      const answer = await service.exportStatement({ fromMs: BigInt(from), untilMs: BigInt(dayStart(span.until, 1)), currency: knownCurrency(), zoneMinutes: zoneMinutes(from), language: lang.value });
      saveFile(answer.csv, answer.filename, "text/csv;charset=utf-8");
      toast(t("statement.done"), { tone: "good" });
    } catch (e) {
      toastError(e);
    }
    setBusy(false);
  };
  return (
    <Page bar={<TopBar title={t("statement")} parent="/me/wallet" deep />}>
      <section class="group">
        <h2 class="group-title">{t("statement.period")}</h2>
        <SpanFields {...span} longest={maxDays} onChange={(from, until) => setSpan({ from, until })} />
      </section>
      <CellGroup>
        <Cell title={t("statement.csv")} sub={t("statement.csvText")} icon="download" disabled={busy || Boolean(bad)} value={busy ? <Spinner /> : undefined} onClick={() => void download()} />
        <Cell title={t("statement.print")} sub={t("statement.printText")} icon="printer" tone="#2b6cb0" disabled={Boolean(bad)} onClick={() => navigate(`/me/statement/print?from=${span.from}&until=${span.until}`)} />
      </CellGroup>
    </Page>
  );
}
