import { useState } from "preact/hooks";
import type { Wallet } from "../../gen/alun/wallet/v1/wallet_pb";
import { Radio } from "../../kit";
import { toastError } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { useId } from "../../lib/use-id";
import { formatAmount } from "../amount";
import { askPin } from "../pin/sheets";
import { noPinChoices } from "./rules";
import { service, setWallet } from "./state";
import { t } from "./words";

/** Up to what amount a payment by code needs no PIN. Lowering is free, raising asks for the PIN. */
export function NoPin({ wallet: w }: { wallet: Wallet }) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const max = w.noPinLimitMax!;
  const present = w.noPinLimit?.minor ?? 0n;

  const set = async (minor: bigint) => {
    const limit = { minor, currency: max.currency };
    const call = async (pin: string) => setWallet((await service.setNoPinLimit({ limit, pin })).wallet);
    setBusy(true);
    try {
      const done = minor > present ? await askPin(t("sec.noPinUp"), t("sec.noPinUpText", { amount: formatAmount(limit) }), call) : (await call(""), true);
      if (done) toast(minor > 0n ? t("sec.noPinDone", { amount: formatAmount(limit) }) : t("sec.noPinOff"), { tone: "good" });
    } catch (e) {
      toastError(e);
    }
    setBusy(false);
  };
  return (
    <fieldset class="group" disabled={busy}>
      <legend class="group-title">{t("sec.noPin")}</legend>
      <div class="group-body">
        {noPinChoices(max, present).map((minor) => (
          <label key={String(minor)} class="cell">
            <span class="cell-main"><span class="cell-title num">{minor === 0n ? t("sec.noPinNever") : formatAmount({ minor, currency: max.currency })}</span></span>
            <Radio name={id} checked={minor === present} disabled={busy} onChange={() => minor !== present && void set(minor)} />
          </label>
        ))}
      </div>
      <p class="group-note hint">{t("sec.noPinText")}</p>
    </fieldset>
  );
}
