import { useEffect, useState } from "preact/hooks";
import type { StartSignInResponse } from "../../gen/alun/account/v1/account_pb";
import { Button, CodeInput, IconButton, Icon } from "../../kit";
import { k } from "../../kit/words";
import { explain, failureOf } from "../../lib/errors";
import { duration } from "../../lib/format";
import { lang } from "../../lib/i18n";
import { ms } from "../../lib/rpc";
import { deviceName } from "./device-name";
import { account, enter } from "./session";
import { t } from "./words";

/** Counts down to a moment; 0 when it has passed. */
export function useCountdown(until: number): number {
  const [now, setNow] = useState(Date.now);
  const left = Math.max(0, until - now);
  useEffect(() => {
    setNow(Date.now());
    if (until <= Date.now()) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}

/** What a server says of a code that it has sent. */
export type Sent = Pick<StartSignInResponse, "ticket" | "address" | "expiresAtMs" | "againAtMs" | "devCode">;

export interface CodeFormProps {
  sent: Sent;
  /** Asks for a further code. */
  again: () => Promise<Sent>;
  /** Uses the code; its failure shows at the boxes. */
  finish: (ticket: string, code: string) => Promise<void>;
}

/** The six boxes with everything around them: wrong, expired, too many tries, another code. */
export function CodeForm({ sent: first, again, finish }: CodeFormProps) {
  const [sent, setSent] = useState<Sent>(first);
  const [code, setCode] = useState("");
  const [bad, setBad] = useState("");
  const [busy, setBusy] = useState(false);
  const [lockedTo, setLockedTo] = useState(0);
  const [dead, setDead] = useState(false);
  const wait = useCountdown(ms(sent.againAtMs));
  const locked = useCountdown(lockedTo);

  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setBad("");
    try {
      await work();
    } catch (e) {
      const f = failureOf(e);
      setBad(explain(e));
      setLockedTo(f.retryAt);
      // A spent or expired code takes no further try: only another one helps.
      setDead(f.code === "account.code_spent" || f.code === "account.code_expired");
      setCode("");
    }
    setBusy(false);
  };
  const done = (c: string) => void run(() => finish(sent.ticket, c));
  const resend = () =>
    void run(async () => {
      setSent(await again());
      setCode("");
      setDead(false);
    });
  return (
    <div class="stack">
      <CodeInput value={code} onValue={(v) => (setCode(v), v && setBad(""))} onDone={done} bad={locked > 0 ? t("code.locked", { time: duration(locked) }) : bad || undefined} disabled={busy || dead || locked > 0} />
      {sent.devCode && !dead && locked === 0 && (
        <div class="dev-code">
          <Icon name="info" />
          <span class="grow">{t("code.dev", { code: sent.devCode })}</span>
          <Button kind="soft" size="small" onClick={() => (setCode(sent.devCode), done(sent.devCode))}>{t("code.use")}</Button>
        </div>
      )}
      <Button kind={dead ? "primary" : "plain"} onClick={resend} disabled={wait > 0 || busy} class="num">{wait > 0 ? t("code.againIn", { time: duration(wait) }) : t("code.again")}</Button>
    </div>
  );
}

export function CodeStep({ sent, onBack }: { sent: StartSignInResponse; onBack: () => void }) {
  return (
    <>
      <div class="door-back">
        <IconButton icon="back" label={k("back")} onClick={onBack} />
      </div>
      <h1 class="door-title">{t("code.title")}</h1>
      <p class="door-text">
        {t("code.text")} <bdi class="door-address">{sent.address}</bdi>
      </p>
      <CodeForm
        sent={sent}
        again={() => account.startSignIn({ address: sent.address, language: lang.value })}
        finish={async (ticket, code) => enter((await account.finishSignIn({ ticket, code, device: deviceName() })).me)}
      />
    </>
  );
}
