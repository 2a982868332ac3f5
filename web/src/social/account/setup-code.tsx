import { useState } from "preact/hooks";
import { Button, openSheet, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { account, needServer, server, setMe } from "./session";
import { t } from "./words";

/** "I have a setup code": makes this account the first operator of a new server. */
export function openSetupCode(): void {
  void openSheet<void>(t("setup"), (close) => <SetupCode onDone={() => close()} />, { size: "small" });
}

function SetupCode({ onDone }: { onDone: () => void }) {
  const [code, setCode] = useState("");
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (e: Event) => {
    e.preventDefault();
    setBusy(true);
    setBad("");
    try {
      setMe((await account.claimOperator({ setupCode: code.trim() })).me);
      server.value = null;
      await needServer();
      toast(t("setup.done"), { tone: "good" });
      onDone();
    } catch (e) {
      setBad(explain(e));
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={send}>
      <p class="hint">{t("setup.text")}</p>
      <TextField label={t("setup.code")} value={code} onValue={setCode} autocomplete="off" autocapitalize="characters" spellcheck={false} dir="ltr" maxLength={64} note={bad || undefined} tone={bad ? "bad" : undefined} autofocus />
      <Button type="submit" wide size="large" busy={busy} disabled={!code.trim()}>{t("setup.go")}</Button>
    </form>
  );
}
