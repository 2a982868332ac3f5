import { useState } from "preact/hooks";
import { Avatar, Button, Cell, CellGroup, ErrorState, openSheet, Page, Skeleton, TextField, TopBar } from "../../../kit";
import { QR } from "../../../kit/qr";
import { explain, toastError } from "../../../lib/errors";
import { useLoad } from "../../../lib/load";
import { href, query } from "../../../lib/router";
import { me } from "../../../social/account/session";
import { shareUrl } from "../../../social/account/qr-sheet";
import { formatAmount, speakAmount, type Amount } from "../../amount";
import { AmountInput } from "../../amount-input";
import { currency } from "../currency";
import { personFace } from "../faces";
import { saveCode } from "../picture";
import { linkTo } from "../scan/read";
import { noteMax, pay } from "../service";
import { t } from "../words";

/** What the caller's code asks for; nothing of it must be given. */
interface Ask {
  amount?: Amount;
  note: string;
}

/** My own code for being paid by another person, with an amount and a note when I like. */
export function ReceivePage() {
  const [ask, setAsk] = useState<Ask>({ note: "" });
  const parent = query.value.get("from") ?? undefined;
  return (
    <Page bar={<TopBar title={t("receive")} parent={parent} deep={parent !== undefined} />}>
      <MyCode key={`${ask.amount?.minor ?? 0}|${ask.note}`} ask={ask} />
      <CellGroup>
        <Cell icon="edit" title={ask.amount ? t("receive.change") : t("receive.set")} sub={ask.amount ? formatAmount(ask.amount) : t("receive.setSub")} onClick={() => void openAsk(ask).then((next) => next && setAsk(next))} />
        {ask.amount && <Cell icon="close" tone="#5d6171" title={t("receive.clear")} onClick={() => setAsk({ note: "" })} />}
      </CellGroup>
      <CellGroup>
        <Cell icon="storefront" tone="#1d7a51" title={t("stalls")} sub={t("receive.stallsSub")} href={href("/me/stalls")} />
      </CellGroup>
    </Page>
  );
}

function MyCode({ ask }: { ask: Ask }) {
  const person = me.value!.person!;
  const { data: text, error, reload } = useLoad(async () => (await pay.getReceiveCode({ amount: ask.amount, note: ask.note })).text);
  if (error && !text) return <ErrorState text={explain(error)} onRetry={reload} />;
  const save = () => void saveCode({ text: text!, title: person.name, line: ask.amount ? formatAmount(ask.amount) : t("receive.payMe"), note: ask.note, name: `alun-${person.handle || person.id}.png` }).catch(toastError);
  return (
    <div class="my-qr receive">
      <div class="row">
        <Avatar face={personFace(person)} size={48} />
        <span class="grow">
          <span class="my-qr-name one-line"><bdi>{person.name}</bdi></span>
          <span class="hint my-qr-handle">{t("receive.text")}</span>
        </span>
      </div>
      {text ? <QR text={text} size={256} label={t("receive.label", { name: person.name })} /> : <Skeleton width="256px" height="256px" />}
      {ask.amount && <p class="pay-amount" aria-label={speakAmount(ask.amount)}>{formatAmount(ask.amount)}</p>}
      {ask.note && <p class="pay-note"><bdi>{ask.note}</bdi></p>}
      <div class="row">
        <Button kind="soft" icon="download" disabled={!text} onClick={save}>{t("save.picture")}</Button>
        <Button kind="soft" icon="share" disabled={!text} onClick={() => void shareUrl(person.name, linkTo(text!, location.origin)).catch(toastError)}>{t("share")}</Button>
      </div>
    </div>
  );
}

async function openAsk(now: Ask): Promise<Ask | undefined> {
  const unit = await currency();
  return openSheet<Ask>(t("receive.set"), (close) => <AskForm now={now} unit={unit} close={close} />);
}

function AskForm({ now, unit, close }: { now: Ask; unit: string; close: (ask?: Ask) => void }) {
  const [minor, setMinor] = useState(now.amount?.minor ?? 0n);
  const [note, setNote] = useState(now.note);
  return (
    <form class="stack" onSubmit={(e) => { e.preventDefault(); if (minor > 0n) close({ amount: { minor, currency: unit }, note: note.trim() }); }}>
      <AmountInput label={t("amount")} currency={unit} value={minor} onValue={setMinor} autofocus />
      <TextField label={t("note.optional")} value={note} onValue={setNote} max={noteMax} maxLength={noteMax} autocomplete="off" />
      <Button type="submit" size="large" wide disabled={minor <= 0n}>{t("receive.use")}</Button>
    </form>
  );
}
