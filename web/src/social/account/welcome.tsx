import { useState } from "preact/hooks";
import { Button, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { AvatarEdit } from "./avatar-edit";
import { HandleField, useHandle } from "./handle";
import { account, me, refreshMe, setMe, signOut } from "./session";
import { nameMax } from "./limits";
import { t } from "./words";

/** The first minute of a new account: a name, a picture, a handle. */
export function Welcome() {
  const [name, setName] = useState(me.value?.person?.name ?? "");
  const handle = useHandle("");
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async (e: Event) => {
    e.preventDefault();
    if (!name.trim() || busy) return;
    setBusy(true);
    setBad("");
    try {
      if (handle.value && handle.value !== me.value?.person?.handle) await account.setHandle({ handle: handle.value });
      setMe((await account.updateProfile({ name: name.trim() })).me);
      await refreshMe();
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  return (
    <form class="stack" onSubmit={save}>
      <h1 class="door-title">{t("welcome.title")}</h1>
      <p class="door-text">{t("welcome.text")}</p>
      <AvatarEdit name={name} />
      <TextField label={t("profile.name")} value={name} onValue={setName} autocomplete="name" max={nameMax} maxLength={nameMax} note={bad || t("profile.name.note")} tone={bad ? "bad" : undefined} autofocus />
      <HandleField handle={handle} optional />
      <Button type="submit" size="large" wide busy={busy} disabled={!name.trim() || handle.blocked}>{t("welcome.go")}</Button>
      <Button kind="plain" wide onClick={() => void signOut()}>{t("signOut")}</Button>
    </form>
  );
}
