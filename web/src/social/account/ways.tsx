import { browserSupportsWebAuthn, startRegistration } from "@simplewebauthn/browser";
import { useState } from "preact/hooks";
import type { Address, Passkey, StartSignInResponse } from "../../gen/alun/account/v1/account_pb";
import { Button, Cell, CellGroup, confirm, ErrorState, IconButton, openSheet, Page, Skeleton, TextField, TopBar } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { longDate } from "../../lib/format";
import { lang } from "../../lib/i18n";
import { useLoad } from "../../lib/load";
import { ms } from "../../lib/rpc";
import { toast } from "../../lib/toast";
import { CodeForm } from "./code-step";
import { deviceName } from "./device-name";
import { account, me, refreshMe, server, setMe } from "./session";
import { t } from "./words";

/** The ways to sign in: addresses that receive codes, and passkeys. */
export function SignInWaysPage() {
  const list = me.value!.addresses;
  const remove = async (a: Address) => {
    if (!(await confirm({ title: t("address.removeTitle", { address: a.value }), text: t("address.removeText"), yes: t("remove"), danger: true }))) return;
    await account.removeAddress({ value: a.value }).then((r) => setMe(r.me), toastError);
  };
  const add = () => void openSheet<void>(t("address.add"), (close) => <AddAddress onDone={() => close()} />, { size: "small" });
  return (
    <Page bar={<TopBar title={t("ways")} />}>
      <CellGroup title={t("address")} note={t("address.note")}>
        {list.map((a) => (
          <Cell key={a.value} title={<bdi>{a.value}</bdi>} sub={a.addedAtMs > 0n ? t("address.since", { date: longDate(ms(a.addedAtMs)) }) : undefined} icon={a.kind === "phone" ? "phone" : "mail"} value={<IconButton icon="trash" label={t("address.removeTitle", { address: a.value })} small onClick={() => void remove(a)} />} />
        ))}
        {(server.value?.addressKinds.length ?? 0) > 0 && <Cell title={t("address.add")} icon="add" onClick={add} />}
      </CellGroup>
      {server.value?.passkeys && <Passkeys />}
    </Page>
  );
}

function AddAddress({ onDone }: { onDone: () => void }) {
  const [address, setAddress] = useState("");
  const [sent, setSent] = useState<StartSignInResponse | null>(null);
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const start = () => account.startAddAddress({ address: address.trim(), language: lang.value });
  const send = async (e: Event) => {
    e.preventDefault();
    setBusy(true);
    setBad("");
    try {
      setSent(await start());
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  if (sent) {
    const finish = async (ticket: string, code: string) => {
      setMe((await account.finishAddAddress({ ticket, code })).me);
      toast(t("address.added"), { tone: "good" });
      onDone();
    };
    return (
      <div class="stack">
        <p class="hint">
          {t("code.text")} <bdi>{sent.address}</bdi>
        </p>
        <CodeForm sent={sent} again={start} finish={finish} />
      </div>
    );
  }
  return (
    <form class="stack" onSubmit={send}>
      <TextField label={t("signin.both")} value={address} onValue={setAddress} autocomplete="email" inputMode="email" autocapitalize="off" spellcheck={false} maxLength={254} note={bad || undefined} tone={bad ? "bad" : undefined} autofocus />
      <Button type="submit" wide size="large" busy={busy} disabled={!address.trim()}>{t("signin.send")}</Button>
    </form>
  );
}

function Passkeys() {
  const { data, error, reload } = useLoad(async () => (await account.listPasskeys({})).passkeys);
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    try {
      const begun = await account.beginAddPasskey({});
      const options = JSON.parse(begun.optionsJson);
      const answer = await startRegistration({ optionsJSON: options.publicKey ?? options });
      await account.finishAddPasskey({ ticket: begun.ticket, credentialJson: JSON.stringify(answer), name: deviceName() });
      toast(t("passkey.added"), { tone: "good" });
      reload();
      void refreshMe().catch(() => undefined);
    } catch (e) {
      if (!(e instanceof Error)) toastError(e);
      else if (e.name === "InvalidStateError") toast(t("passkey.already"));
      else if (e.name !== "NotAllowedError" && e.name !== "AbortError") toastError(e);
    }
    setBusy(false);
  };
  const remove = async (p: Passkey) => {
    if (!(await confirm({ title: t("passkey.removeTitle", { name: p.name }), text: t("passkey.removeText"), yes: t("remove"), danger: true }))) return;
    await account.removePasskey({ id: p.id }).then(reload, toastError);
    void refreshMe().catch(() => undefined);
  };
  if (!data && error !== undefined) return <ErrorState text={explain(error)} onRetry={reload} />;
  return (
    <CellGroup title={t("passkey")} note={t("passkey.note")}>
      {!data && <Cell title={<Skeleton width="60%" />} />}
      {data?.map((p) => (
        <Cell key={p.id} title={<bdi>{p.name}</bdi>} sub={p.usedAtMs > 0n ? t("passkey.used", { date: longDate(ms(p.usedAtMs)) }) : t("address.since", { date: longDate(ms(p.addedAtMs)) })} icon="passkey" value={<IconButton icon="trash" label={t("passkey.removeTitle", { name: p.name })} small onClick={() => void remove(p)} />} />
      ))}
      {browserSupportsWebAuthn() && <Cell title={t("passkey.add")} icon="add" disabled={busy} onClick={() => void add()} />}
      {data?.length === 0 && !browserSupportsWebAuthn() && <Cell title={t("passkey.unsupported")} />}
    </CellGroup>
  );
}
