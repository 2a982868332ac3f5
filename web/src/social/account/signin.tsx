import { browserSupportsWebAuthn, startAuthentication } from "@simplewebauthn/browser";
import { useState } from "preact/hooks";
import type { StartSignInResponse } from "../../gen/alun/account/v1/account_pb";
import { Button, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { lang } from "../../lib/i18n";
import { deviceName } from "./device-name";
import { account, endedBy, enter, server } from "./session";
import { DemoPeople } from "./demo";
import { t } from "./words";

/** The first step: an address for a code, a passkey, or one of the demo town's people. */
export function SignIn({ onSent }: { onSent: (sent: StartSignInResponse) => void }) {
  const info = server.value!;
  const [address, setAddress] = useState("");
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState<"" | "code" | "passkey">("");
  const kinds = info.addressKinds.includes("phone") ? (info.addressKinds.includes("email") ? "both" : "phone") : "email";

  const send = async (e: Event) => {
    e.preventDefault();
    if (!address.trim() || busy) return;
    setBad("");
    setBusy("code");
    try {
      onSent(await account.startSignIn({ address: address.trim(), language: lang.value }));
    } catch (e) {
      setBad(explain(e));
    }
    setBusy("");
  };
  const passkey = async () => {
    setBad("");
    setBusy("passkey");
    try {
      const begun = await account.beginPasskeySignIn({});
      const options = JSON.parse(begun.optionsJson);
      const answer = await startAuthentication({ optionsJSON: options.publicKey ?? options });
      enter((await account.finishPasskeySignIn({ ticket: begun.ticket, credentialJson: JSON.stringify(answer), device: deviceName() })).me);
    } catch (e) {
      // Closing the browser's own window is no failure.
      if (!(e instanceof Error && (e.name === "NotAllowedError" || e.name === "AbortError"))) setBad(explain(e));
    }
    setBusy("");
  };
  const reason = endedBy.value;
  return (
    <>
      <h1 class="door-title">{info.demo ? t("demo.title") : t("signin.title")}</h1>
      <p class="door-text">{reason ? t(`ended.${reason}`) : info.demo ? t("demo.text") : t("signin.text")}</p>
      {info.demoPeople.length > 0 && <DemoPeople people={info.demoPeople} />}
      {info.demo && info.addressKinds.length > 0 && <p class="door-or">{t("signin.orOwn")}</p>}
      {info.addressKinds.length > 0 && (
        <form class="stack" onSubmit={send} noValidate>
          <TextField
            label={t(`signin.${kinds}`)}
            value={address}
            onValue={(v) => (setAddress(v), setBad(""))}
            type={kinds === "phone" ? "tel" : kinds === "email" ? "email" : "text"}
            inputMode={kinds === "phone" ? "tel" : "email"}
            autocomplete={kinds === "phone" ? "tel" : "email"}
            autocapitalize="off"
            spellcheck={false}
            placeholder={t(`signin.${kinds}.example`)}
            maxLength={254}
            note={bad || undefined}
            tone={bad ? "bad" : undefined}
          />
          <Button type="submit" size="large" wide kind={info.demo ? "soft" : "primary"} busy={busy === "code"} disabled={!address.trim()}>{t("signin.send")}</Button>
        </form>
      )}
      {info.passkeys && browserSupportsWebAuthn() && (
        <Button kind="plain" wide size="large" icon="passkey" busy={busy === "passkey"} onClick={passkey}>{t("signin.passkey")}</Button>
      )}
      {info.needsOperator && <p class="hint door-note">{t("signin.needsOperator")}</p>}
    </>
  );
}
