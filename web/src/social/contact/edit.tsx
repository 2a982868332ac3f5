import { useState } from "preact/hooks";
import type { Contact } from "../../gen/alun/contact/v1/contact_pb";
import { Button, Icon, IconButton, openSheet, TextArea, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { locale } from "../../lib/i18n";
import { toast } from "../../lib/toast";
import { tagsOf } from "./sections";
import { friends, service } from "./store";
import { t } from "./words";

const remarkMax = 40;
const noteMax = 400;
const tagMax = 20;
const tagsMax = 20;

/** Remark, tags and note of a contact; the answer is the contact as saved, undefined when dismissed. */
export function openEdit(c: Contact): Promise<Contact | undefined> {
  return openSheet<Contact>(t("edit"), (close) => <Edit contact={c} close={close} />);
}

function Edit({ contact: c, close }: { contact: Contact; close: (c?: Contact) => void }) {
  const [remark, setRemark] = useState(c.remark);
  const [note, setNote] = useState(c.note);
  const [tags, setTags] = useState<readonly string[]>(c.tags);
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async (e: Event) => {
    e.preventDefault();
    setBusy(true);
    setBad("");
    try {
      const got = await service.updateContact({ accountId: c.person!.id, remark: remark.trim(), note: note.trim(), tags: { names: [...tags] } });
      toast(t("saved"), { tone: "good" });
      close(got.contact);
    } catch (e) {
      setBad(explain(e));
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={(e) => void save(e)}>
      <TextField label={t("edit.remark")} value={remark} onValue={setRemark} max={remarkMax} maxLength={remarkMax} placeholder={c.person?.name} note={t("edit.remark.note", { name: c.person?.name ?? "" })} autocomplete="off" />
      <Tags tags={tags} change={setTags} />
      <TextArea label={t("edit.note")} value={note} onValue={setNote} max={noteMax} maxLength={noteMax} rows={3} placeholder={t("edit.note.example")} />
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
      <Button type="submit" size="large" wide busy={busy}>{t("save")}</Button>
    </form>
  );
}

/** The tags that are set, those in use elsewhere to tap on, and a field for a new one. */
function Tags({ tags, change }: { tags: readonly string[]; change: (tags: readonly string[]) => void }) {
  const [fresh, setFresh] = useState("");
  const add = (tag: string) => {
    const name = tag.trim();
    setFresh("");
    if (name && !tags.includes(name) && tags.length < tagsMax) change([...tags, name]);
  };
  const others = tagsOf(friends.value, locale.value).filter((o) => !tags.includes(o.tag)).slice(0, 12);
  return (
    <fieldset class="tags">
      <legend class="field-label">{t("edit.tags")}</legend>
      <div class="tags-set">
        {tags.map((tag) => (
          <button key={tag} type="button" class="chip is-on" aria-label={t("edit.tags.remove", { tag })} onClick={() => change(tags.filter((o) => o !== tag))}>
            <bdi>{tag}</bdi>
            <Icon name="close" />
          </button>
        ))}
        {others.map((o) => (
          <button key={o.tag} type="button" class="chip" onClick={() => add(o.tag)}>
            <Icon name="add" />
            <bdi>{o.tag}</bdi>
          </button>
        ))}
      </div>
      <TextField
        label={t("edit.tags.add")} value={fresh} onValue={setFresh} maxLength={tagMax} autocomplete="off"
        onKeyDown={(e) => { if (e.key === "Enter" && fresh.trim()) { e.preventDefault(); add(fresh); } }}
        suffix={<IconButton icon="add" small label={t("edit.tags.addButton")} disabled={!fresh.trim()} onClick={() => add(fresh)} />}
      />
    </fieldset>
  );
}
