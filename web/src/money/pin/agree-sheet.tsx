import { useEffect, useState } from "preact/hooks";
import type { Wallet } from "../../gen/alun/wallet/v1/wallet_pb";
import { Avatar, Button, ErrorState, openSheet, Skeleton } from "../../kit";
import { explain } from "../../lib/errors";
import type { Agreement } from "../agree";
import { formatAmount } from "../amount";
import { Figure } from "../figure";
import { limitName } from "../wallet/limit-name";
import { goesWithoutPin, obstacle, tightAfter } from "../wallet/rules";
import { hidden } from "../wallet/shown";
import { loadWallet, service, wallet, walletError } from "../wallet/state";
import { t } from "../words";
import { AskPin } from "./ask";
import { ChoosePin } from "./choose";
import { ForgotPin } from "./forgot";
import { ObstacleView } from "./obstacle";
import { PasskeyButton } from "./passkey";
import { keepFirst } from "./sheets";

/** Opens the sheet; see agree. */
export async function openAgree(what: Agreement): Promise<Uint8Array | null> {
  const grant = await openSheet<Uint8Array>(what.title, (close) => <Agree what={what} onGrant={close} onLeave={() => close()} />, { size: "small" });
  return grant ?? null;
}

interface Props {
  what: Agreement;
  onGrant: (grant: Uint8Array) => void;
  onLeave: () => void;
}

function Agree({ what, onGrant, onLeave }: Props) {
  // What is known may be old: limits and balance are asked for before anything is said about them.
  const [fresh, setFresh] = useState(false);
  const load = () => void loadWallet().then(() => setFresh(true));
  useEffect(load, []);
  const w = wallet.value;
  return (
    <div class="agree">
      <Summary what={what} />
      {fresh && w ? (
        <Confirm what={what} w={w} onGrant={onGrant} onLeave={onLeave} />
      ) : fresh ? (
        <ErrorState text={explain(walletError.value)} onRetry={load} />
      ) : (
        <div class="stack" role="status" aria-label={t("loading")}>
          <Skeleton height="3rem" />
          <Skeleton height="12rem" />
        </div>
      )}
    </div>
  );
}

function Summary({ what }: { what: Agreement }) {
  return (
    <div class="agree-sum">
      {what.face && <Avatar face={what.face} size={56} />}
      <p class="agree-amount"><Figure amount={what.amount} /></p>
      {what.lines && what.lines.length > 0 && (
        <dl class="lines">
          {what.lines.map((l) => (
            <div key={l.label}>
              <dt>{l.label}</dt>
              <dd><bdi>{l.value}</bdi></dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** From which balance, what remains of it, and of a limit that is nearly used up. */
function Consequences({ what, w }: { what: Agreement; w: Wallet }) {
  const has = w.balances.find((b) => b.available?.currency === what.amount.currency)?.available;
  if (!has) return null;
  return (
    <dl class="lines is-quiet">
      <div>
        <dt>{t("agree.from")}</dt>
        <dd class="num">{hidden.value ? t("agree.hidden") : t("agree.balance", { amount: formatAmount(has) })}</dd>
      </div>
      {tightAfter(w, what.amount).map(({ limit, left }) => (
        <div key={limit.kind}>
          <dt>{t("agree.limitAfter", { limit: limitName(limit.kind) })}</dt>
          <dd class="num">{formatAmount(left)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Confirm({ what, w, onGrant, onLeave }: Props & { w: Wallet }) {
  const [forgot, setForgot] = useState(false);
  const intent = { kind: what.kind, clientId: what.clientId, amount: what.amount, payeeId: what.payeeId };
  const bar = obstacle(w, what.amount, Date.now());
  if (bar) return <ObstacleView obstacle={bar} onLeave={onLeave} />;
  if (forgot) return <ForgotPin onDone={() => setForgot(false)} />;
  if (!w.pinSet) return <ChoosePin text={t("pin.firstText")} run={keepFirst} />;
  if (what.noPin && goesWithoutPin(w, what.amount)) {
    return (
      <div class="stack">
        <Consequences what={what} w={w} />
        <Button size="large" wide onClick={() => onGrant(new Uint8Array())}>{t("agree.pay", { amount: formatAmount(what.amount) })}</Button>
        <p class="hint agree-hint">{t("agree.noPin", { amount: formatAmount(w.noPinLimit!) })}</p>
      </div>
    );
  }
  return (
    <div class="stack">
      <Consequences what={what} w={w} />
      <AskPin run={async (pin) => onGrant((await service.authorize({ intent, pin })).grant)} onForgot={() => setForgot(true)}>
        {w.passkey && <PasskeyButton intent={intent} onGrant={onGrant} />}
      </AskPin>
    </div>
  );
}
