// The shut envelope: who it is from, what it wishes, and the coin that opens it.
import type { Packet } from "../../gen/alun/redpacket/v1/redpacket_pb";
import { Avatar, Button } from "../../kit";
import { explain } from "../../lib/errors";
import { myId } from "../../social/chat/state/hub";
import { faceOf, nameOf } from "../../social/chat/state/people";
import { CoverArt } from "./cover-art";
import type { Phase } from "./phase";
import type { Glimpse } from "./show";
import { t } from "./words";

interface Props {
  g: Glimpse;
  packet?: Packet;
  /** Unknown until the server has answered. */
  phase?: Phase;
  error: unknown;
  busy: boolean;
  /** Why opening did not work; the coin stays. */
  failed: string;
  onOpen: () => void;
  onList: () => void;
  onRetry: () => void;
}

export function Envelope(p: Props) {
  const sender = p.packet?.sender?.id ?? p.g.sender;
  const cover = p.packet?.cover ?? p.g.cover;
  const only = p.packet?.onlyFor?.id;
  return (
    <div class="envelope-card">
      <div class="envelope-front">
        <CoverArt cover={cover} />
        <div class="envelope-who">
          <Avatar face={faceOf(sender)} size={56} />
          <h2><bdi>{sender === myId.value ? t("packet.mine") : t("packet.by", { who: nameOf(sender) })}</bdi></h2>
          {only && only !== "0" && <p class="envelope-only">{only === myId.value ? t("only.you") : t("only.who", { who: nameOf(only) })}</p>}
          <p class="envelope-wish" dir="auto">{(p.packet?.greeting ?? p.g.greeting) || t("greeting")}</p>
        </div>
      </div>
      <div class="envelope-bottom">
        <Bottom {...p} only={only} />
      </div>
    </div>
  );
}

function Bottom({ phase, error, busy, failed, only, onOpen, onList, onRetry }: Props & { only?: string }) {
  if (phase === "late" || phase === "expired" || phase === "forOther") {
    return (
      <div class="envelope-shut" role="status">
        <h3>{phase === "late" ? t("late") : phase === "expired" ? t("expired") : t("only.who", { who: nameOf(only ?? "") })}</h3>
        <p>{phase === "late" ? t("late.text") : phase === "expired" ? t("expired.text") : t("other.text", { who: nameOf(only ?? "") })}</p>
        <Button kind="plain" onClick={onList}>{t("seeList")}</Button>
      </div>
    );
  }
  if (!phase && error) {
    return (
      <div class="envelope-shut" role="alert">
        <p>{explain(error)}</p>
        <Button kind="plain" icon="refresh" onClick={onRetry}>{t("retry")}</Button>
      </div>
    );
  }
  return (
    <>
      <button type="button" class={`coin${busy ? " is-turning" : ""}`} autofocus aria-label={busy ? t("opening") : t("open")} aria-busy={busy || undefined} aria-disabled={busy || !phase || undefined} onClick={() => phase && onOpen()}>
        <span class="coin-face" aria-hidden="true"><CoinFace /></span>
        <span class="coin-face is-back" aria-hidden="true"><CoinFace /></span>
      </button>
      <p class="envelope-hint" aria-hidden="true">{busy ? t("opening") : t("open")}</p>
      <p class="envelope-failed" role="alert">{failed}</p>
    </>
  );
}

/** A coin with a square hole, as the square of our mark. */
function CoinFace() {
  return (
    <svg viewBox="0 0 96 96">
      <circle cx="48" cy="48" r="46" class="coin-rim" />
      <circle cx="48" cy="48" r="39" class="coin-plate" />
      <g class="coin-mark">
        {[0, 90, 180, 270].map((a) => <path key={a} d="M48 38c-7-4-11-9-11-14 0-3 4-6 11-6s11 3 11 6c0 5-4 10-11 14Z" transform={`rotate(${a} 48 48)`} />)}
      </g>
      <rect x="42" y="42" width="12" height="12" rx="2" class="coin-hole" />
    </svg>
  );
}
