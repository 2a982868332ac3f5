// Whether a packet was drawn before anybody opened it: the same arithmetic as the server's, done by the reader's own browser.

export interface Proof {
  /** SHA-256 that was published with the packet. */
  commitment: Uint8Array;
  /** 32 random bytes of the server, kept secret until the end. */
  salt: Uint8Array;
  /** Random bytes of the sender's device. */
  nonce: Uint8Array;
  /** Shares in minor units, in the order in which they were handed out. */
  draw: readonly bigint[];
  currency: string;
}

export interface Verdict {
  /** SHA-256 of salt, nonce and draw, as this browser computes it. */
  computed: Uint8Array;
  /** It is what was published. */
  sealed: boolean;
  /** The first shares are what people got, in that order. */
  followed: boolean;
  /** The shares make the total. */
  whole: boolean;
}

/** What is hashed: salt, nonce, and the draw as text, "IDR:1200,800,3000". docs/protocol.md */
export function preimage(p: Pick<Proof, "salt" | "nonce" | "draw" | "currency">): Uint8Array<ArrayBuffer> {
  const draw = new TextEncoder().encode(`${p.currency}:${p.draw.join(",")}`);
  const out = new Uint8Array(p.salt.length + p.nonce.length + draw.length);
  out.set(p.salt);
  out.set(p.nonce, p.salt.length);
  out.set(draw, p.salt.length + p.nonce.length);
  return out;
}

/** Checks a proof against what was published, what people got, in order of opening, and the total. */
export async function verify(p: Proof, published: Uint8Array, got: readonly bigint[], total: bigint | undefined): Promise<Verdict> {
  const computed = new Uint8Array(await crypto.subtle.digest("SHA-256", preimage(p)));
  const sum = p.draw.reduce((a, b) => a + b, 0n);
  return {
    computed,
    sealed: equal(computed, published) && equal(computed, p.commitment),
    followed: got.length <= p.draw.length && got.every((minor, i) => minor === p.draw[i]),
    whole: total === undefined || sum === total,
  };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

/** Bytes as people compare them: hex in groups of eight. */
export function hexGroups(bytes: Uint8Array): string {
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.match(/.{1,8}/g)?.join(" ") ?? "";
}
