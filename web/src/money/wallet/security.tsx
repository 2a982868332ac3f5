import { useEffect, useState } from "preact/hooks";
import type { Wallet } from "../../gen/alun/wallet/v1/wallet_pb";
import { Button, Cell, CellGroup, confirm, ErrorState, Icon, Page, SkeletonList, Spinner, TopBar } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { ago, dateTime } from "../../lib/format";
import { href } from "../../lib/router";
import { ms } from "../../lib/rpc";
import { toast } from "../../lib/toast";
import { server } from "../../social/account/session";
import { askPin, openChangePin, openForgotPin, openSetPin } from "../pin/sheets";
import { t as money } from "../words";
import { holdText } from "./limit-name";
import { NoPin } from "./no-pin";
import { loadWallet, service, setWallet, wallet, walletError } from "./state";
import { t } from "./words";

/** PIN, payments without it, freezing, the hold: everything that keeps the money. */
export function SecurityPage() {
  useEffect(() => void loadWallet(), []);
  const w = wallet.value;
  const bar = <TopBar title={t("security")} deep />;
  if (!w) return <Page bar={bar}>{walletError.value === undefined ? <SkeletonList rows={6} /> : <ErrorState text={explain(walletError.value)} onRetry={() => void loadWallet()} />}</Page>;
  return (
    <Page bar={bar}>
      {w.frozen && <Frozen wallet={w} />}
      <CellGroup title={t("sec.pin")}>
        {w.pinSet ? (
          <>
            <Cell title={t("sec.change")} icon="lock" onClick={() => void openChangePin()} />
            <Cell title={t("sec.forgot")} sub={t("sec.forgotSub")} icon="question" tone="#b06a00" onClick={() => void openForgotPin()} />
          </>
        ) : (
          <Cell title={t("sec.set")} icon="lock" value={t("sec.pinNone")} onClick={() => void openSetPin()} />
        )}
        {server.value?.passkeys && <Cell title={t("sec.passkey")} sub={t(w.passkey ? "sec.passkeyOn" : "sec.passkeyOff")} icon="passkey" tone="#1d7a51" href={href("/me/sign-in")} />}
      </CellGroup>
      {w.pinSet && w.noPinLimitMax && w.noPinLimitMax.minor > 0n && <NoPin wallet={w} />}
      <Hold wallet={w} />
      {!w.frozen && !w.frozenByOperator && <Freeze />}
    </Page>
  );
}

function Frozen({ wallet: w }: { wallet: Wallet }) {
  const thaw = async () => {
    const done = await askPin(t("sec.unfreezeTitle"), t("sec.unfreezeText"), async (pin) => setWallet((await service.unfreeze({ pin })).wallet));
    if (done) toast(t("sec.unfrozenDone"), { tone: "good" });
  };
  return (
    <section class="frozen">
      <Icon name="snowflake" />
      <h2>{t("sec.isFrozen")}</h2>
      <p class="hint">{!w.frozenByOperator ? t("sec.isFrozenText") : w.frozenReason ? t("frozen.operatorWhy", { reason: w.frozenReason }) : t("frozen.operator")}</p>
      {w.frozenByOperator ? <p class="hint">{money("bar.barredText")}</p> : w.pinSet ? <Button onClick={() => void thaw()}>{t("sec.unfreeze")}</Button> : <Button onClick={() => void openSetPin()}>{t("sec.set")}</Button>}
    </section>
  );
}

function Hold({ wallet: w }: { wallet: Wallet }) {
  const until = ms(w.holdUntilMs);
  const on = until > Date.now();
  return (
    <CellGroup title={t("sec.hold")} note={t("sec.holdText")}>
      <Cell
        title={on ? t("sec.holdUntil", { when: ago(until), date: dateTime(until) }) : t("sec.noHold")}
        sub={on ? holdText(w.holdReason) : undefined}
        icon="hourglass"
        tone={on ? "#b06a00" : "#1d7a51"}
      />
    </CellGroup>
  );
}

function Freeze() {
  const [busy, setBusy] = useState(false);
  const freeze = async () => {
    if (!(await confirm({ title: t("sec.freezeTitle"), text: t("sec.freezeText"), yes: t("sec.freezeYes"), danger: true }))) return;
    setBusy(true);
    try {
      setWallet((await service.freeze({})).wallet);
      toast(t("sec.frozenDone"), { tone: "good" });
    } catch (e) {
      toastError(e);
    }
    setBusy(false);
  };
  return (
    <CellGroup title={t("sec.protect")}>
      <Cell title={t("sec.freeze")} sub={t("sec.freezeSub")} icon="snowflake" tone="var(--red)" danger disabled={busy} value={busy ? <Spinner /> : undefined} onClick={() => void freeze()} />
    </CellGroup>
  );
}
