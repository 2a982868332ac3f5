import { useState } from "preact/hooks";
import { Relation, type Contact } from "../../gen/alun/contact/v1/contact_pb";
import { Button, openSheet, TextArea, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { me } from "../account/session";
import { nameOf } from "./sections";
import { refresh, service } from "./store";
import { t } from "./words";

const noteMax = 140;
const remarkMax = 40;

/** Asks a person to become friends; the answer is how the two stand then, undefined when dismissed. */
export function openAsk(c: Contact, via: string): Promise<Contact | undefined> {
  return openSheet<Contact>(t("ask.title"), (close) => <Ask contact={c} via={via} close={close} />, { size: "small" });
}

function Ask({ contact: c, via, close }: { contact: Contact; via: string; close: (c?: Contact) => void }) {
  const [note, setNote] = useState(() => t("ask.note.default", { name: me.value?.person?.name ?? "" }).slice(0, noteMax));
  const [remark, setRemark] = useState("");
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (e: Event) => {
    e.preventDefault();
    setBusy(true);
    setBad("");
    try {
      const got = await service.requestFriend({ accountId: c.person!.id, note: note.trim(), remark: remark.trim(), via });
      toast(got.contact?.relation === Relation.FRIEND ? t("ask.friends") : t("ask.sent"), { tone: "good" });
      void refresh();
      close(got.contact);
    } catch (e) {
      setBad(explain(e));
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={(e) => void send(e)}>
      <TextArea label={t("ask.note")} value={note} onValue={setNote} max={noteMax} maxLength={noteMax} rows={2} />
      <TextField label={t("ask.remark")} value={remark} onValue={setRemark} max={remarkMax} maxLength={remarkMax} placeholder={nameOf(c)} autocomplete="off" />
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
      <Button type="submit" icon="send" size="large" wide busy={busy}>{t("ask.send")}</Button>
    </form>
  );
}
