// From a card to what is in it: the envelope, its opening, and the list of who got what.
import { useEffect, useRef, useState } from "preact/hooks";
import { ErrorState, Skeleton } from "../../kit";
import { State, type Packet } from "../../gen/alun/redpacket/v1/redpacket_pb";
import { explain, failureOf } from "../../lib/errors";
import { reducedMotion } from "../../lib/media";
import { myId, onUpdate } from "../../social/chat/state/hub";
import { nameOf, takePeople } from "../../social/chat/state/people";
import { personOf } from "../../social/chat/sync/wire";
import { Envelope } from "./envelope";
import { ListPage } from "./list";
import { ProofPage } from "./proof-page";
import { noteSeal } from "./seals";
import { phaseOf, type Phase } from "./phase";
import { packets, packetSheet } from "./service";
import { onStage, Stage } from "./stage";
import { t } from "./words";

/** What is known of a packet before the server has told more. */
export interface Glimpse {
  id: string;
  sender: string;
  greeting: string;
  cover: string;
  /** As the card stands: with one, there is nothing to open. */
  state?: string;
}

/** The coin turns at least this long, ms, so that it is seen to turn. */
const flipMs = 1_100;

/** Opens a packet on its stage. Fulfilled when it is drawn. */
export async function showPacket(g: Glimpse): Promise<void> {
  await packetSheet();
  onStage((close) => <Show g={g} close={close} />);
}

type View = "envelope" | "list" | "proof";

/** Asks the server; a late answer never replaces a newer one. */
async function fetchPacket(id: string): Promise<Packet> {
  const { packet } = await packets.get({ id });
  const p = packet!;
  takePeople([p.sender, p.onlyFor, ...p.shares.map((s) => s.person)].flatMap((x) => (x ? [personOf(x)] : [])));
  if (p.state === State.OPEN) void noteSeal(p.id, p.commitment).catch(() => undefined);
  return p;
}

function usePacket(id: string) {
  const [packet, setPacket] = useState<Packet>();
  const [error, setError] = useState<unknown>();
  const turn = useRef(0);
  const load = async () => {
    const mine = ++turn.current;
    try {
      const p = await fetchPacket(id);
      if (mine === turn.current) (setPacket(p), setError(undefined));
      return p;
    } catch (e) {
      if (mine === turn.current) setError(e);
      throw e;
    }
  };
  useEffect(() => {
    load().catch(() => undefined);
    return () => void turn.current++;
  }, []);
  return { packet, error, load };
}

function Show({ g, close }: { g: Glimpse; close: () => void }) {
  const { packet, error, load } = usePacket(g.id);
  const [view, setView] = useState<View>(g.state ? "list" : "envelope");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");
  const [fresh, setFresh] = useState(false);
  const me = myId.value;
  const phase: Phase | undefined = packet && phaseOf(packet, me);
  // What the server says decides: an envelope with nothing to open becomes the list.
  const shown: View = view === "envelope" && phase === "list" && !busy ? "list" : view;

  // Somebody else's opening shows in the list while it is being looked at: the sender has a line of each.
  const now = useRef({ packet, shown });
  now.current = { packet, shown };
  useEffect(() => onUpdate((u) => {
    const { packet: p, shown: s } = now.current;
    if (!p || p.state !== State.OPEN || s !== "list") return;
    if (u.nudges === "all" || u.lines?.some((l) => l.chat === p.chatId && l.body.about === Number(p.seq))) void load().catch(() => undefined);
  }), []);

  const open = async () => {
    if (busy) return;
    setBusy(true);
    setFailed("");
    const flip = new Promise((done) => setTimeout(done, reducedMotion.peek() ? 0 : flipMs));
    try {
      const { first: taken } = await packets.open({ id: g.id });
      await Promise.all([load(), flip]);
      setFresh(taken);
      setView("list");
    } catch (e) {
      await flip;
      const code = failureOf(e).code;
      if (code.startsWith("redpacket.")) await load().catch(() => undefined);
      else setFailed(code === "offline" ? t("open.offline") : explain(e));
    } finally {
      setBusy(false);
    }
  };

  const sender = packet?.sender?.id ?? g.sender;
  const label = sender === me ? t("packet.mine") : t("packet.by", { who: nameOf(sender) });
  return (
    <Stage label={label} cover={packet?.cover ?? g.cover} onCover={shown === "envelope"} onBack={shown === "proof" ? () => setView("list") : undefined} onClose={close}>
      {shown === "envelope" && <Envelope g={g} packet={packet} phase={phase} error={error} busy={busy} failed={failed} onOpen={() => void open()} onList={() => setView("list")} onRetry={() => void load().catch(() => undefined)} />}
      {shown === "list" && (packet ? <ListPage p={packet} fresh={fresh} onProof={() => setView("proof")} close={close} /> : error ? <ErrorState text={explain(error)} onRetry={() => void load().catch(() => undefined)} /> : <Waiting />)}
      {shown === "proof" && packet && <ProofPage p={packet} />}
    </Stage>
  );
}

function Waiting() {
  return (
    <div class="packet-waiting" role="status" aria-label={t("packet")}>
      <Skeleton width="64px" height="64px" />
      <Skeleton width="60%" height="20px" />
      <Skeleton width="40%" height="44px" />
    </div>
  );
}
