// Dividing a bill. Pure, in minor units: the parts always make exactly the total.

/** equal: the same for each. heads: by how many each pays for. amounts: as written for each. */
export type SplitWay = "equal" | "amounts" | "heads";

export interface Head {
  id: string;
  /** For "heads": 1 to 20. */
  heads: number;
  /** For "amounts". */
  minor: bigint;
}

export interface Division {
  parts: { id: string; minor: bigint }[];
  total: bigint;
  /** What could not be divided: the first so many people pay one minor unit more each. */
  odd: number;
}

/** Divides total by weights: each gets its whole part, and what is left goes to the first ones, one unit each. */
export function divide(total: bigint, weights: readonly number[]): { minors: bigint[]; odd: number } {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum <= 0) return { minors: weights.map(() => 0n), odd: 0 };
  const minors = weights.map((w) => (total * BigInt(w)) / BigInt(sum));
  let odd = Number(total - minors.reduce((a, b) => a + b, 0n));
  const given = odd;
  for (let i = 0; odd > 0; i++) {
    if (weights[i]! > 0) {
      minors[i]! += 1n;
      odd--;
    }
  }
  return { minors, odd: given };
}

/** What each pays. For "amounts" the total is the sum of what was written. */
export function divisionOf(way: SplitWay, total: bigint, people: readonly Head[]): Division {
  if (way === "amounts") {
    return { parts: people.map(({ id, minor }) => ({ id, minor })), total: people.reduce((a, p) => a + p.minor, 0n), odd: 0 };
  }
  const { minors, odd } = divide(total, people.map((p) => (way === "heads" ? p.heads : 1)));
  return { parts: people.map((p, i) => ({ id: p.id, minor: minors[i]! })), total, odd };
}

/** Limits of a split, as the server has them. */
export const minParts = 2;
export const maxParts = 100;
export const maxHeads = 20;

/** What is still missing; undefined when it can be sent. */
export function missing(d: Division, me: string): "total" | "people" | "others" | "parts" | undefined {
  if (d.parts.length < minParts || d.parts.length > maxParts) return "people";
  if (!d.parts.some((p) => p.id !== me)) return "others";
  if (d.total <= 0n) return "total";
  if (d.parts.some((p) => p.minor <= 0n)) return "parts";
  return undefined;
}
