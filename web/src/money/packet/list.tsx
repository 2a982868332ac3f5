// Who got what: one's own share large, then everybody's, and how the packet stands.
import { useEffect, useState } from "preact/hooks";
import { Kind, State, type Packet, type Share } from "../../gen/alun/redpacket/v1/redpacket_pb";
import { Avatar, Button, Icon } from "../../kit";
import { ago, divider, span } from "../../lib/format";
import { reducedMotion } from "../../lib/media";
import { navigate } from "../../lib/router";
import { ms } from "../../lib/rpc";
import { serverNow } from "../../social/chat/state/actions";
import { myId } from "../../social/chat/state/hub";
import { faceOf, nameOf } from "../../social/chat/state/people";
import { formatAmount, speakAmount, type Amount } from "../amount";
import { Figure } from "../figure";
import { CoverArt } from "./cover-art";
import { countMs, countUp } from "./count-up";
import { t } from "./words";

/** fresh: the share was taken just now, so the figure counts up. */
export function ListPage({ p, fresh, onProof, close }: { p: Packet; fresh: boolean; onProof: () => void; close: () => void }) {
  const sender = p.sender?.id ?? "";
  const leave = (to: string) => {
    close();
    navigate(to);
  };
  return (
    <div class="packet-list">
      <div class="packet-band"><CoverArt cover={p.cover} /></div>
      <div class="packet-scroll scroll" data-start tabIndex={-1}>
        <div class="packet-top">
          <Avatar face={faceOf(sender)} size={56} />
          <h2><bdi>{sender === myId.value ? t("packet.mine") : t("packet.by", { who: nameOf(sender) })}</bdi></h2>
          <p class="packet-wish" dir="auto">{p.greeting || t("greeting")}</p>
          {p.mine?.amount && (
            <>
              <p class="packet-got" role="status"><CountUp amount={p.mine.amount} run={fresh} /></p>
              <button type="button" class="link packet-wallet" onClick={() => leave("/me/wallet")}>{t("inWallet")}</button>
            </>
          )}
        </div>
        <p class="packet-stands">{standing(p)}</p>
        {p.refunded && p.refunded.minor > 0n && (
          <p class="packet-note" role="note"><Icon name="undo" />{sender === myId.value ? t("refunded.you", { amount: formatAmount(p.refunded) }) : t("refunded", { amount: formatAmount(p.refunded), who: nameOf(sender) })}</p>
        )}
        <ul class="packet-shares">{p.shares.map((s) => <ShareRow key={s.person?.id} s={s} />)}</ul>
        <div class="packet-foot">
          {p.kind === Kind.LUCKY && p.count > 1 && <Button kind="quiet" icon="dice" onClick={onProof}>{t("how")}</Button>}
          <Button kind="quiet" icon="gift" onClick={() => leave("/me/packets")}>{t("year.short")}</Button>
        </div>
      </div>
    </div>
  );
}

function standing(p: Packet): string {
  const { taken, count } = p;
  const over = p.state !== State.OPEN;
  // What is left of an open packet is the sender's alone to know.
  const sums = (over || p.sender?.id === myId.value) && p.total && p.takenAmount;
  if (p.state === State.GONE) {
    const time = span(ms(p.endedAtMs) - ms(p.atMs));
    return count === 1 || !p.total ? t("gone.one", { time }) : t("gone.in", { count, time, total: formatAmount(p.total) });
  }
  const until = over ? "" : t("until", { when: ago(ms(p.expiresAtMs), serverNow()) });
  const said = taken === 0 ? (p.onlyFor && p.onlyFor.id !== "0" ? t("waiting.one", { who: nameOf(p.onlyFor.id) }) : over ? t("expired") : t("waiting")) : sums ? t("taken.of", { taken, count, amount: formatAmount(p.takenAmount!), total: formatAmount(p.total!) }) : t("taken", { taken, count });
  return [said, until].filter(Boolean).join(" · ");
}

function ShareRow({ s }: { s: Share }) {
  const id = s.person?.id ?? "";
  const me = id === myId.value;
  return (
    <li class={`packet-share${me ? " is-mine" : ""}`}>
      <Avatar face={faceOf(id)} size={42} />
      <span class="grow">
        <bdi class="packet-share-name one-line">{me ? t("you") : nameOf(id)}</bdi>
        <time class="packet-share-at num" dateTime={new Date(ms(s.atMs)).toISOString()}>{divider(ms(s.atMs))}</time>
      </span>
      <span class="packet-share-end">
        <span class="packet-share-amount num">
          <span aria-hidden="true">{s.amount && formatAmount(s.amount)}</span>
          <span class="sr">{s.amount && speakAmount(s.amount)}</span>
        </span>
        {s.luckiest && <span class="packet-crown"><Icon name="crown" />{t("luckiest")}</span>}
      </span>
    </li>
  );
}

/** The amount runs up once; a screen reader hears its end alone. */
function CountUp({ amount, run }: { amount: Amount; run: boolean }) {
  const [shown, setShown] = useState(run && !reducedMotion.peek() ? 0n : amount.minor);
  useEffect(() => {
    if (shown === amount.minor) return;
    let frame = 0;
    const from = performance.now();
    const step = (now: number) => {
      setShown(countUp(amount.minor, now - from));
      if (now - from < countMs) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, []);
  return shown === amount.minor ? <Figure amount={amount} /> : <span aria-hidden="true"><Figure amount={{ minor: shown, currency: amount.currency }} /></span>;
}
