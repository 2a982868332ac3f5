import { useState } from "preact/hooks";
import type { Account, Bank } from "../../gen/alun/bank/v1/bank_pb";
import { Button, Icon, openSheet, Segmented, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { me } from "../../social/account/session";
import { bank } from "./state";
import { t } from "./words";

/** Opens the form that links an account; resolves to it. */
export function openLink(banks: readonly Bank[]): Promise<Account | undefined> {
  return openSheet<Account>(t("link"), (close) => <LinkForm banks={banks} onDone={close} />, { size: "small" });
}

function LinkForm({ banks, onDone }: { banks: readonly Bank[]; onDone: (a: Account) => void }) {
  const [bankId, setBankId] = useState(banks[0]?.id ?? "");
  const [number, setNumber] = useState("");
  const [holder, setHolder] = useState(me.value?.person?.name ?? "");
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const digits = number.replace(/[\s-]/g, "");
  const ready = /^\d{6,20}$/.test(digits) && holder.trim() !== "";
  const link = async (e: Event) => {
    e.preventDefault();
    if (!ready) return;
    setBusy(true);
    setBad("");
    try {
      const { account } = await bank.linkAccount({ bankId, number: digits, holder: holder.trim() });
      toast(t("link.done"), { tone: "good" });
      if (account) onDone(account);
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  return (
    <form class="stack" onSubmit={(e) => void link(e)}>
      {banks.find((b) => b.id === bankId)?.sandbox && (
        <p class="pin-intro is-sandbox">
          <Icon name="info" />
          <span>{t("sandbox.text")}</span>
        </p>
      )}
      {banks.length > 1 && <Segmented label={t("link.bank")} options={banks.map((b) => ({ value: b.id, label: b.name }))} value={bankId} onChange={setBankId} />}
      <TextField label={t("link.number")} value={number} onValue={setNumber} inputMode="numeric" autocomplete="off" maxLength={26} note={bad || t("link.numberNote")} tone={bad ? "bad" : undefined} autofocus />
      <TextField label={t("link.holder")} value={holder} onValue={setHolder} autocomplete="name" maxLength={60} />
      <Button type="submit" size="large" wide busy={busy} disabled={!ready}>{t("link.go")}</Button>
    </form>
  );
}
