import type { MessageInitShape } from "@bufbuild/protobuf";
import { browserSupportsWebAuthn, startAuthentication } from "@simplewebauthn/browser";
import { useState } from "preact/hooks";
import type { IntentSchema } from "../../gen/alun/wallet/v1/wallet_pb";
import { Button } from "../../kit";
import { toastError } from "../../lib/errors";
import { service } from "../wallet/state";
import { t } from "../words";

/** Agrees by the fingerprint, face or screen lock of the device instead of the PIN. */
export function PasskeyButton({ intent, onGrant }: { intent: MessageInitShape<typeof IntentSchema>; onGrant: (grant: Uint8Array) => void }) {
  const [busy, setBusy] = useState(false);
  if (!browserSupportsWebAuthn()) return null;
  const ask = async () => {
    setBusy(true);
    try {
      const begun = await service.beginPasskeyAuthorize({ intent });
      const options = JSON.parse(begun.optionsJson);
      const answer = await startAuthentication({ optionsJSON: options.publicKey ?? options });
      onGrant((await service.finishPasskeyAuthorize({ ticket: begun.ticket, credentialJson: JSON.stringify(answer), intent })).grant);
    } catch (e) {
      // Closing the browser's own window is no failure.
      if (!(e instanceof Error && (e.name === "NotAllowedError" || e.name === "AbortError"))) toastError(e);
    }
    setBusy(false);
  };
  return <Button kind="soft" size="small" icon="passkey" busy={busy} onClick={() => void ask()}>{t("agree.passkey")}</Button>;
}
