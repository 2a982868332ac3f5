import { useEffect, useRef, useState } from "preact/hooks";
import type { Account, ListAccountsResponse, Move } from "../../gen/alun/bank/v1/bank_pb";
import { Button, EmptyState, ErrorState, openSheet, Page, Cell, CellGroup, Icon, SkeletonList, TopBar } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { useLoad } from "../../lib/load";
import { navigate, type Params } from "../../lib/router";
import { agree } from "../agree";
import { formatAmount } from "../amount";
import { AmountInput, inRange } from "../amount-input";
import { isUnknown } from "../sending";
import { ObstacleView } from "../pin/obstacle";
import { leastOut, mostIn, mostOut, obstacle, quickAmounts } from "../wallet/rules";
import { loadWallet, mainCurrency, wallet, walletError } from "../wallet/state";
import { openLink } from "./link";
import { BankName } from "./rows";
import { bank, firstAccount, Kind, rememberAccount } from "./state";
import { t } from "./words";

export const TopUpPage = () => <MoveMoney kind={Kind.TOP_UP} />;
/** Of the currency in the path: what is left in one that the server has left goes out like any other. */
export const WithdrawPage = ({ params }: { params: Params }) => <MoveMoney kind={Kind.WITHDRAWAL} currency={params.currency} />;

/** Both ways between bank and wallet: which account, how much, and off it goes. */
function MoveMoney({ kind, currency }: { kind: Kind; currency?: string }) {
  const { data, error, reload } = useLoad(() => bank.listAccounts({}));
  useEffect(() => void loadWallet(), []);
  const bar = <TopBar title={t(kind === Kind.TOP_UP ? "topUp" : "withdraw")} parent="/me/wallet" deep />;
  const failed = error ?? (wallet.value ? undefined : walletError.value);
  if (!data || !wallet.value) {
    const again = () => {
      reload();
      void loadWallet();
    };
    return <Page bar={bar}>{failed === undefined ? <SkeletonList rows={4} /> : <ErrorState text={explain(failed)} onRetry={again} />}</Page>;
  }
  if (data.accounts.length === 0) {
    return (
      <Page bar={bar}>
        <EmptyState art="keys" title={t("linked.none")} text={t("linked.noneText")}>
          <Button icon="add" onClick={() => void openLink(data.banks).then((a) => a && reload())}>{t("link")}</Button>
        </EmptyState>
      </Page>
    );
  }
  const has = wallet.value.balances.some((b) => b.available?.currency === currency);
  return <Page bar={bar}><Form kind={kind} info={data} currency={has ? currency! : data.min?.currency || mainCurrency()} onLinked={reload} /></Page>;
}

interface Range {
  least: bigint;
  most: bigint;
}

/** What may move now: the bank's own bounds, known for the server's currency, and what the wallet may take or give. */
function rangeOf(kind: Kind, info: ListAccountsResponse, currency: string): Range {
  const w = wallet.value!;
  if (info.min?.currency !== currency) return { least: 1n, most: mostOut(w, currency) };
  const bankMost = info.max?.minor ?? 0n;
  const least = kind === Kind.TOP_UP ? info.min.minor : leastOut(w, currency, info.min.minor);
  const walletMost = kind === Kind.TOP_UP ? (mostIn(w, currency) ?? bankMost) : mostOut(w, currency);
  return { least, most: bankMost > 0n && bankMost < walletMost ? bankMost : walletMost };
}

function Form({ kind, info, currency, onLinked }: { kind: Kind; info: ListAccountsResponse; currency: string; onLinked: () => void }) {
  const [account, setAccount] = useState<Account>(firstAccount(info.accounts)!);
  const [minor, setMinor] = useState(0n);
  const [busy, setBusy] = useState(false);
  // One id for one intention: a try after a lost answer does not move money twice. Another amount or account is another one.
  const once = useRef({ of: "", id: new Uint8Array() });
  const { least, most } = rangeOf(kind, info, currency);
  const amount = { minor, currency };

  const bar = kind === Kind.WITHDRAWAL ? obstacle(wallet.value!, { minor: 0n, currency }, Date.now()) : wallet.value!.frozenByOperator ? obstacle(wallet.value!, amount, Date.now()) : undefined;
  if (bar) return <div class="bank-bar"><ObstacleView obstacle={bar} onLeave={() => undefined} /></div>;
  if (most < least) {
    const full = kind === Kind.TOP_UP;
    return <EmptyState art="done" title={t(full ? "wallet.full" : "wallet.little")} text={full ? t("wallet.fullText") : t("wallet.littleText", { amount: formatAmount({ minor: least, currency }) })} />;
  }

  const idFor = () => {
    const of = `${account.id} ${minor} ${currency}`;
    if (once.current.of !== of) once.current = { of, id: crypto.getRandomValues(new Uint8Array(16)) };
    return once.current.id;
  };
  const send = async (): Promise<Move | undefined> => {
    const clientId = idFor();
    if (kind === Kind.TOP_UP) return (await bank.topUp({ clientId, accountId: account.id, amount })).move;
    const grant = await agree({
      kind: "withdrawal",
      clientId,
      amount,
      payeeId: account.id,
      title: t("withdraw.title", { number: account.number }),
      lines: [
        { label: t("withdraw.bank"), value: account.bank?.name ?? "" },
        { label: t("withdraw.holder"), value: account.holder },
      ],
    });
    return grant ? (await bank.withdraw({ clientId, accountId: account.id, amount, grant })).move : undefined;
  };
  const go = async (e: Event) => {
    e.preventDefault();
    if (!inRange(minor, least, most) || busy) return;
    setBusy(true);
    try {
      const move = await send();
      if (move) {
        rememberAccount(account);
        navigate(`/me/bank/moves/${move.id}`, { replace: true });
      }
    } catch (e) {
      if (!isUnknown(e)) once.current.of = "";
      toastError(e);
      void loadWallet();
    }
    setBusy(false);
  };
  const pick = async () => {
    const a = await pickAccount(info, account);
    if (a === "link") {
      const linked = await openLink(info.banks);
      if (linked) {
        setAccount(linked);
        onLinked();
      }
    } else if (a) setAccount(a);
  };
  const out = kind === Kind.WITHDRAWAL;
  return (
    <form class="bank-form" onSubmit={(e) => void go(e)}>
      {account.bank?.sandbox && (
        <p class="pin-intro is-sandbox">
          <Icon name="info" />
          <span>{t(out ? "sandbox.out" : "sandbox.text")}</span>
        </p>
      )}
      <button type="button" class="bank-pick" aria-haspopup="dialog" onClick={() => void pick()}>
        <span class="bill-tile" style={{ "--tone": "#3743b5", "--size": "44px" }}><Icon name="bank" /></span>
        <span class="grow">
          <span class="hint">{t(out ? "withdraw.to" : "topUp.from")}</span>
          <span class="bank-name"><BankName account={account} /> <span class="num">{account.number}</span></span>
        </span>
        <span class="bank-change">{t("account.change")}</span>
      </button>
      <AmountInput
        label={t(out ? "withdraw.amount" : "topUp.amount")}
        currency={currency}
        value={minor}
        onValue={setMinor}
        min={least}
        max={most}
        autofocus
        quick={quickAmounts(least, most, currency)}
        note={t(out ? "withdraw.can" : "topUp.room", { amount: formatAmount({ minor: most, currency }) })}
        way={out && minor !== most && <button type="button" class="bank-all" onClick={() => setMinor(most)}>{t("withdraw.all")}</button>}
      />
      <Button type="submit" size="large" wide busy={busy} disabled={!inRange(minor, least, most)}>
        {minor > 0n ? t(out ? "withdraw.go" : "topUp.go", { amount: formatAmount(amount) }) : t("amount.empty")}
      </Button>
    </form>
  );
}

function pickAccount(info: ListAccountsResponse, present: Account): Promise<Account | "link" | undefined> {
  return openSheet<Account | "link">(
    t("account.pick"),
    (close) => (
      <CellGroup>
        {info.accounts.map((a) => (
          <Cell key={a.id} title={<span class="bank-name"><BankName account={a} /></span>} sub={<><span class="num">{a.number}</span> · <bdi>{a.holder}</bdi></>} icon="bank" value={a.id === present.id ? <Icon name="check" /> : undefined} onClick={() => close(a)} />
        ))}
        {info.accounts.length < 5 && <Cell title={t("link")} icon="add" onClick={() => close("link")} />}
      </CellGroup>
    ),
    { size: "small", flush: true },
  );
}
