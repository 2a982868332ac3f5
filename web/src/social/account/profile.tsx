import { useState } from "preact/hooks";
import { Button, Page, TextArea, TextField, TopBar } from "../../kit";
import { explain } from "../../lib/errors";
import { longDate } from "../../lib/format";
import { ms } from "../../lib/rpc";
import { toast } from "../../lib/toast";
import { AvatarEdit } from "./avatar-edit";
import { HandleField, useHandle } from "./handle";
import { aboutMax, nameMax, regionMax } from "./limits";
import { account, me, setMe } from "./session";
import { t } from "./words";

/** Name, picture, handle, region, about: what others see. */
export function ProfilePage() {
  const person = me.value!.person!;
  const freeAt = ms(me.value!.handleFreeAtMs);
  const locked = freeAt > Date.now();
  const [name, setName] = useState(person.name);
  const [about, setAbout] = useState(person.about);
  const [region, setRegion] = useState(person.region);
  const handle = useHandle(person.handle);
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const dirty = name.trim() !== person.name || about !== person.about || region !== person.region || handle.value !== person.handle;
  const save = async (e: Event) => {
    e.preventDefault();
    if (!dirty || busy) return;
    setBusy(true);
    setBad("");
    try {
      if (handle.value !== person.handle && handle.value) setMe((await account.setHandle({ handle: handle.value })).me);
      setMe((await account.updateProfile({ name: name.trim(), about: about.trim(), region: region.trim() })).me);
      setName(me.value!.person!.name);
      setAbout(me.value!.person!.about);
      setRegion(me.value!.person!.region);
      toast(t("saved"), { tone: "good" });
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  const note = locked ? t("handle.until", { date: longDate(freeAt) }) : t("handle.yearly");
  return (
    <Page bar={<TopBar title={t("profile")} />}>
      <form class="stack page-pad" onSubmit={save}>
        <AvatarEdit name={name} />
        <TextField label={t("profile.name")} value={name} onValue={setName} autocomplete="name" max={nameMax} maxLength={nameMax} note={t("profile.name.note")} />
        <HandleField handle={handle} disabled={locked} note={note} />
        <TextField label={t("profile.region")} value={region} onValue={setRegion} max={regionMax} maxLength={regionMax} autocomplete="address-level2" />
        <TextArea label={t("profile.about")} value={about} onValue={setAbout} max={aboutMax} maxLength={aboutMax} rows={3} placeholder={t("profile.about.example")} />
        {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
        <Button type="submit" size="large" wide busy={busy} disabled={!dirty || !name.trim() || handle.blocked || (!handle.value && person.handle !== "")}>{t("save")}</Button>
      </form>
    </Page>
  );
}
