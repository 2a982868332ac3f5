import { useState } from "preact/hooks";
import type { CheckMoneyResponse, GetTotalsResponse } from "../../../gen/alun/admin/v1/money_pb";
import { Banner, Button, EmptyState, ErrorState, IconButton, SkeletonList } from "../../../kit";
import { explain, toastError } from "../../../lib/errors";
import { number } from "../../../lib/format";
import { useLoad } from "../../../lib/load";
import { formatSigned } from "../../../money/amount";
import { books, type Book } from "./rules";
import { money } from "./service";
import { t } from "./words";

/** The books: what every kind of account holds. Each currency sums up to zero, or something is wrong. */
export function TotalsPage() {
  const { data, error, reload } = useLoad(() => money.getTotals({}));
  if (!data) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={4} />;
  const all = books(data.totals);
  return (
    <div class="scroll desk-page">
      <div class="desk-bar">
        <h2 class="desk-h">{t("totals")}</h2>
        <IconButton icon="refresh" label={t("refresh")} onClick={reload} />
      </div>
      {all.length === 0 ? <EmptyState art="done" title={t("totals.none")} text={t("totals.noneText")} /> : all.map((b) => <BookView key={b.currency} book={b} />)}
      <Check />
      <Head totals={data} />
    </div>
  );
}

function BookView({ book }: { book: Book }) {
  const fine = book.sum === 0n;
  const amount = (minor: bigint) => formatSigned({ minor, currency: book.currency });
  return (
    <section class="book">
      <p class={`book-sum${fine ? "" : " is-bad"}`} role={fine ? undefined : "alert"}><span aria-hidden="true" />{fine ? t("totals.zero", { currency: book.currency }) : t("totals.off", { currency: book.currency, amount: amount(book.sum) })}</p>
      <div class="book-scroll" role="region" aria-label={t("totals.of", { currency: book.currency })} tabIndex={0}>
        <table class="book-table">
          <caption class="sr">{t("totals.of", { currency: book.currency })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("totals.kind")}</th>
              <th scope="col" class="num">{t("totals.accounts")}</th>
              <th scope="col" class="num">{t("totals.posted")}</th>
              <th scope="col" class="num">{t("totals.held")}</th>
            </tr>
          </thead>
          <tbody>
            {book.rows.map((r) => {
              const key = `code.${r.code}`;
              return (
                <tr key={r.code}>
                  <th scope="row">{t.has(key) ? t(key as "code.bank") : r.code}</th>
                  <td class="num">{number(Number(r.accounts))}</td>
                  <td class="num">{amount(r.posted)}</td>
                  <td class="num">{r.held ? amount(r.held) : "–"}</td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr class={fine ? "is-good" : "is-bad"}>
              <th scope="row">{t("totals.sum")}</th>
              <td />
              <td class="num">{amount(book.sum)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}

/** Runs the invariants now. */
function Check() {
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<CheckMoneyResponse>();
  const run = async () => {
    setBusy(true);
    try {
      setFound(await money.checkMoney({}));
    } catch (e) {
      toastError(e);
    }
    setBusy(false);
  };
  return (
    <section class="book-check">
      <Button kind="soft" icon="shield" busy={busy} onClick={() => void run()}>{t("check")}</Button>
      <p class="hint">{t("check.text")}</p>
      <div aria-live="polite">
        {found && found.findings.length === 0 && <p class="desk-good"><span aria-hidden="true" />{t("check.good", { ms: Number(found.tookMs) })}</p>}
        {found && found.findings.length > 0 && (
          <>
            <Banner icon="warning" tone="bad">{t("check.bad", { n: found.findings.length })}</Banner>
            <ul class="findings">{found.findings.map((f) => <li key={f}>{f}</li>)}</ul>
          </>
        )}
      </div>
    </section>
  );
}

function Head({ totals }: { totals: GetTotalsResponse }) {
  const root = Array.from(totals.headRoot, (b) => b.toString(16).padStart(2, "0")).join("");
  return (
    <p class="hint book-head">
      {t("head.postings", { n: Number(totals.postings) })} {totals.headDay ? t("head.day", { day: totals.headDay }) : t("head.none")} {root && <code>{root}</code>}
    </p>
  );
}
