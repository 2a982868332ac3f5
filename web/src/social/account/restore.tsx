import { useState } from "preact/hooks";
import { Art, Button } from "../../kit";
import { toastError } from "../../lib/errors";
import { ago, longDate } from "../../lib/format";
import { ms } from "../../lib/rpc";
import { account, me, setMe, signOut } from "./session";
import { t } from "./words";

/** Signing in to an account that is about to be deleted: keep it, or let it go. */
export function Restore() {
  const [busy, setBusy] = useState(false);
  const at = ms(me.value!.deleteAtMs);
  const keep = async () => {
    setBusy(true);
    try {
      setMe((await account.keepMe({})).me);
    } catch (e) {
      toastError(e);
    }
    setBusy(false);
  };
  return (
    <div class="stack door-center">
      <Art name="keys" />
      <h1 class="door-title">{t("restore.title")}</h1>
      <p class="door-text">{t("restore.text", { date: longDate(at), ago: ago(at) })}</p>
      <Button size="large" wide busy={busy} onClick={keep}>{t("restore.keep")}</Button>
      <Button kind="plain" wide onClick={() => void signOut().catch(toastError)}>{t("restore.go")}</Button>
    </div>
  );
}
