// What is behind the card of a split bill: who has paid, one's own part, and for its maker reminding and closing.
import { State, type Split, type Split_Share } from "../../gen/alun/transfer/v1/transfer_pb";
import { Avatar, Button, Icon } from "../../kit";
import { ago, divider } from "../../lib/format";
import { ms } from "../../lib/rpc";
import { serverNow } from "../../social/chat/state/actions";
import { myId } from "../../social/chat/state/hub";
import { faceOf, nameOf } from "../../social/chat/state/people";
import { formatAmount, speakAmount } from "../amount";
import { Figure } from "../figure";
import { amountOf, closeSplitOf, getSplit, myShare, payShareOf, remindOf } from "./acts";
import { Facts, Loading, Stand, useActs, useThing, Who } from "./sheet-parts";
import { t } from "./words";

export function SplitSheet({ id }: { id: string }) {
  const { data: s, error, reload, set } = useThing(() => getSplit(id));
  const [busy, run] = useActs<Split>(set);
  if (!s) return <Loading error={error} reload={reload} />;
  const maker = s.maker?.id ?? "";
  const waiting = s.state === State.WAITING;
  const paid = s.shares.filter((x) => x.paidAtMs);
  const mine = myShare(s);
  const own = maker === myId.value;
  const in_ = { minor: paid.reduce((sum, x) => sum + (x.amount?.minor ?? 0n), 0n), currency: amountOf(s.total).currency };
  const text = s.state === State.DONE ? t("split.done") : s.state === State.CANCELLED ? t("split.closed") : own ? t("split.by.you") : t("split.by", { who: nameOf(maker) });
  const remindAt = ms(s.remindAgainAtMs);
  const later = remindAt > serverNow();
  return (
    <div class="thing">
      <Stand icon={s.state === State.DONE ? "check" : s.state === State.CANCELLED ? "close" : "receipt"} tone={s.state === State.DONE ? "good" : waiting ? undefined : "over"} text={text}>
        <Figure amount={amountOf(s.total)} />
      </Stand>
      <p class="thing-left num">{t("split.n", { done: paid.length, of: s.shares.length })} · {t("split.sum", { amount: formatAmount(in_), total: formatAmount(amountOf(s.total)) })}</p>
      <div class="split-bar" role="img" aria-label={t("split.n", { done: paid.length, of: s.shares.length })}><span style={{ inlineSize: `${s.total && s.total.minor > 0n ? Number((in_.minor * 100n) / s.total.minor) : 0}%` }} /></div>
      <Facts rows={[[t("note"), s.note], [t("asked.at"), divider(ms(s.atMs))], [t("label.from"), own ? "" : <Who id={maker} />]]} />
      <ul class="split-shares">{s.shares.map((x) => <ShareRow key={x.person?.id} s={x} />)}</ul>
      {waiting && mine && !mine.paidAtMs && (
        <div class="thing-acts make-foot">
          <Button size="large" wide busy={busy === "pay"} disabled={!!busy} onClick={() => run("pay", () => payShareOf(s))}>{t("pay", { amount: formatAmount(amountOf(mine.amount)) })}</Button>
        </div>
      )}
      {waiting && own && (
        <div class="thing-acts make-foot">
          <Button kind="soft" icon="bell" wide busy={busy === "remind"} disabled={!!busy || later} onClick={() => run("remind", () => remindOf(s))}>{t("remind")}</Button>
          {later && <p class="hint thing-hint">{t("remind.again", { when: ago(remindAt, serverNow()) })}</p>}
          <Button kind="quiet" wide busy={busy === "close"} disabled={!!busy} onClick={() => run("close", () => closeSplitOf(s))}>{t("close")}</Button>
        </div>
      )}
    </div>
  );
}

function ShareRow({ s }: { s: Split_Share }) {
  const id = s.person?.id ?? "";
  return (
    <li class={`split-share${s.paidAtMs ? " is-paid" : ""}`}>
      <Avatar face={faceOf(id)} size={36} />
      <span class="grow">
        <bdi class="split-share-name one-line">{id === myId.value ? t("you") : nameOf(id)}</bdi>
        <span class="split-share-state">{s.paidAtMs ? <><Icon name="check" />{t("split.paid")} · {divider(ms(s.paidAtMs))}</> : t("split.unpaid")}</span>
      </span>
      <span class="num split-share-amount">
        <span aria-hidden="true">{formatAmount(amountOf(s.amount))}</span>
        <span class="sr">{speakAmount(amountOf(s.amount))}</span>
      </span>
    </li>
  );
}
