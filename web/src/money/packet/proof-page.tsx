// "How was this drawn?": what was sealed, what came out, and whether it fits, worked out by this browser.
import { useEffect, useState } from "preact/hooks";
import { State, type GetProofResponse, type Packet } from "../../gen/alun/redpacket/v1/redpacket_pb";
import { ErrorState, Icon, SkeletonList } from "../../kit";
import { divider } from "../../lib/format";
import { explain } from "../../lib/errors";
import { useLoad } from "../../lib/load";
import { nameOf } from "../../social/chat/state/people";
import { formatAmount } from "../amount";
import { hexGroups, verify, type Verdict } from "./proof";
import { hex, sealOf, type Seal } from "./seals";
import { packets } from "./service";
import { t } from "./words";

export function ProofPage({ p }: { p: Packet }) {
  const over = p.state !== State.OPEN;
  const seal = useLoad(() => sealOf(p.id)).data;
  return (
    <div class="packet-proof scroll" data-start tabIndex={0} role="region" aria-labelledby="packet-proof">
      <h2 id="packet-proof">{t("how")}</h2>
      <p>{t("how.text")}</p>
      <ol class="proof-steps">
        <li>{t("how.1")}</li>
        <li>{t("how.2")}</li>
        <li>{over ? t("how.3") : t("how.later")}</li>
      </ol>
      <Bytes title={t("how.seal")} bytes={p.commitment} note={seal && (fits(seal, p.commitment) ? t("how.seen", { when: divider(seal.at) }) : <strong>{t("how.seen.other")}</strong>)} />
      {over && <Opened p={p} seal={seal} />}
    </div>
  );
}

const fits = (seal: Seal, commitment: Uint8Array) => seal.hex === hex(commitment);

function Opened({ p, seal }: { p: Packet; seal?: Seal }) {
  const { data, error, reload } = useLoad(() => packets.getProof({ id: p.id }));
  if (!data) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={3} />;
  return (
    <>
      <Bytes title={t("how.salt")} bytes={data.salt} />
      <Bytes title={t("how.nonce")} bytes={data.nonce} />
      <Draw p={p} proof={data} />
      <Result p={p} proof={data} seal={seal} />
    </>
  );
}

function Draw({ p, proof }: { p: Packet; proof: GetProofResponse }) {
  return (
    <section class="proof-part">
      <h3>{t("how.draw")}</h3>
      <ol class="proof-draw num">
        {proof.draw.map((minor, i) => {
          const who = p.shares[i]?.person?.id;
          return (
            <li key={i}>
              <span>{formatAmount({ minor, currency: proof.currency })}</span>
              <bdi class={who ? "" : "is-none"}>{who ? nameOf(who) : t("how.untaken")}</bdi>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Result({ p, proof, seal }: { p: Packet; proof: GetProofResponse; seal?: Seal }) {
  const [v, setV] = useState<Verdict>();
  useEffect(() => {
    void verify(proof, p.commitment, p.shares.map((s) => s.amount?.minor ?? 0n), p.total?.minor).then(setV);
  }, [proof, p]);
  if (!v) return null;
  const checks: [string, boolean][] = [
    [t("check.sealed"), v.sealed],
    [t("check.followed"), v.followed],
    [t("check.whole"), v.whole],
    ...(seal ? [[t("check.noted"), fits(seal, p.commitment)] as [string, boolean]] : []),
  ];
  const good = checks.every(([, ok]) => ok);
  return (
    <section class="proof-part" aria-live="polite">
      <Bytes title={t("how.computed")} bytes={v.computed} />
      <ul class="proof-checks">
        {checks.map(([text, ok]) => (
          <li key={text} class={ok ? "is-good" : "is-bad"}><Icon name={ok ? "check" : "close"} />{text}<span class="sr">: {ok ? t("passed") : t("failed")}</span></li>
        ))}
      </ul>
      <p class={`proof-result ${good ? "is-good" : "is-bad"}`} data-verified={good}>{good ? t("how.good") : t("how.bad")}</p>
    </section>
  );
}

function Bytes({ title, bytes, note }: { title: string; bytes: Uint8Array; note?: preact.ComponentChildren }) {
  return (
    <section class="proof-part">
      <h3>{title}</h3>
      <code class="proof-bytes">{hexGroups(bytes)}</code>
      {note && <p class="hint">{note}</p>}
    </section>
  );
}
