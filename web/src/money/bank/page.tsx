import { useEffect } from "preact/hooks";
import type { Account } from "../../gen/alun/bank/v1/bank_pb";
import { Button, Cell, CellGroup, confirm, EmptyState, ErrorState, IconButton, Page, SkeletonList, TopBar } from "../../kit";
import { nudges } from "../../lib/changes";
import { explain, toastError } from "../../lib/errors";
import { useLoad } from "../../lib/load";
import { href } from "../../lib/router";
import { toast } from "../../lib/toast";
import { openLink } from "./link";
import { BankName, MoveRow } from "./rows";
import { bank } from "./state";
import { t } from "./words";

/** An account may have this many linked. */
const maxLinked = 5;

/** Linked accounts, and what moved between them and the wallet. */
export function BankPage() {
  const { data, error, reload } = useLoad(async () => {
    const [accounts, moves] = await Promise.all([bank.listAccounts({}), bank.listMoves({})]);
    return { ...accounts, moves: moves.moves };
  });
  const nudged = nudges("wallet").value;
  useEffect(() => {
    if (nudged) reload();
  }, [nudged]);
  const bar = <TopBar title={t("bank")} parent="/me/wallet" deep />;
  if (!data) return <Page bar={bar}>{error === undefined ? <SkeletonList rows={5} /> : <ErrorState text={explain(error)} onRetry={reload} />}</Page>;

  const link = () => void openLink(data.banks).then((a) => a && reload());
  const unlink = async (a: Account) => {
    if (!(await confirm({ title: t("unlink", { number: a.number }), text: t("unlink.text"), yes: t("unlink.yes"), danger: true }))) return;
    await bank.unlinkAccount({ id: a.id }).then(() => toast(t("unlink.done"), { tone: "good" }), toastError);
    reload();
  };
  if (data.accounts.length === 0 && data.moves.length === 0) {
    return (
      <Page bar={bar}>
        <EmptyState art="keys" title={t("linked.none")} text={t("linked.noneText")}>
          <Button icon="add" onClick={link}>{t("link")}</Button>
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page bar={bar}>
      <div class="bank-ways">
        <a class="button is-primary" href={href("/me/bank/top-up")}>{t("topUp")}</a>
        <a class="button is-soft" href={href("/me/bank/withdraw")}>{t("withdraw")}</a>
      </div>
      <CellGroup title={t("linked")}>
        {data.accounts.map((a) => (
          <Cell key={a.id} title={<span class="bank-name"><BankName account={a} /></span>} sub={<><span class="num">{a.number}</span> · <bdi>{a.holder}</bdi></>} icon="bank" value={<IconButton icon="trash" label={t("unlink", { number: a.number })} small onClick={() => void unlink(a)} />} />
        ))}
        {data.accounts.length < maxLinked && <Cell title={t("link")} icon="add" onClick={link} />}
      </CellGroup>
      <section class="group">
        <h2 class="group-title">{t("moves")}</h2>
        {data.moves.length > 0 ? (
          <ul class="group-body">{data.moves.map((m) => <li key={m.id}><MoveRow move={m} /></li>)}</ul>
        ) : (
          <p class="group-body latest-empty hint">{t("moves.none")}</p>
        )}
      </section>
    </Page>
  );
}
