import { useState } from "preact/hooks";
import { ReadCodeResponse_Kind as Kind, type ReadCodeResponse } from "../../../gen/alun/pay/v1/pay_pb";
import { Button, ErrorState, Page, SkeletonList, TextField, TopBar } from "../../../kit";
import { explain } from "../../../lib/errors";
import { useLoad } from "../../../lib/load";
import { navigate, query } from "../../../lib/router";
import { formatAmount, speakAmount, type Amount } from "../../amount";
import { AmountInput } from "../../amount-input";
import { currency } from "../currency";
import { Party, personFace } from "../faces";
import { answered, onceId } from "../once";
import { noteMax, pay } from "../service";
import { spend } from "../spend";
import { t } from "../words";
import { readCode } from "./read";

/** What a code asks for, before anything is agreed to: whom, how much, what for. */
export function ConfirmPage() {
  const text = query.value.get("code") ?? "";
  const { data, error, reload } = useLoad(async () => {
    const [code, unit] = await Promise.all([readCode(text), currency()]);
    return { code, unit };
  });
  return (
    <Page bar={<TopBar title={t("confirm")} parent="/me/scan" deep />}>
      {!data ? (
        error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={2} />
      ) : data.code.kind === Kind.STALL || data.code.kind === Kind.PERSON ? (
        <Form code={data.code} unit={data.code.amount?.currency ?? data.unit} />
      ) : (
        <ErrorState title={t("scan.unknown")} text={t("scan.unknownWhy")} />
      )}
    </Page>
  );
}

function Form({ code, unit }: { code: ReadCodeResponse; unit: string }) {
  const fixed: Amount | undefined = code.amount && code.amount.minor > 0n ? code.amount : undefined;
  const [minor, setMinor] = useState(fixed?.minor ?? 0n);
  const [note, setNote] = useState(code.note);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const amount = { minor, currency: unit };
  const name = code.stall?.name ?? code.person?.name ?? "";
  const send = async () => {
    if (minor <= 0n || busy) return;
    setBusy(true);
    setBad("");
    const what = `pay|${code.target}|${minor}${unit}|${note.trim()}`;
    const clientId = onceId(what);
    try {
      const paid = await spend(
        { clientId, amount, payeeId: code.stall?.id ?? code.person!.id, title: t("confirm.to", { name }), face: code.person && personFace(code.person), lines: note.trim() ? [{ label: t("note"), value: note.trim() }] : undefined },
        async (grant) => (await pay.pay({ clientId, target: code.target, amount, note: note.trim(), grant })).payment!,
      );
      if (paid) {
        answered(what);
        return navigate(`/me/payments/${paid.id}?done=1`, { replace: true });
      }
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  return (
    <form class="stack page-pad" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <Party stall={code.stall} person={code.person} />
      {fixed ? (
        <p class="pay-amount" aria-label={speakAmount(fixed)}>{formatAmount(fixed)}</p>
      ) : (
        <AmountInput label={t("amount")} currency={unit} value={minor} onValue={setMinor} autofocus />
      )}
      {fixed && code.note ? <p class="pay-note"><bdi>{code.note}</bdi></p> : <TextField label={t("note.optional")} value={note} onValue={setNote} max={noteMax} maxLength={noteMax} autocomplete="off" />}
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
      <Button type="submit" size="large" wide busy={busy} disabled={minor <= 0n}>{minor > 0n ? t("confirm.pay", { amount: formatAmount(amount) }) : t("confirm.pay.empty")}</Button>
    </form>
  );
}
