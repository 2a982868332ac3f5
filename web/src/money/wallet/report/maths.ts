// The figures behind the pictures of a monthly report: pure. Money stays in bigints; only shares and lengths are floats.

/** a of b as 0 … 1 (more, when a is more), to a millionth; 0 of nothing is 0. */
export function shareOf(a: bigint, b: bigint): number {
  return b > 0n ? Number((a * 1_000_000n) / b) / 1_000_000 : 0;
}

/** Whole percents of amounts that add up to 100 (largest remainders); all 0 when there is nothing. */
export function percents(amounts: readonly bigint[]): number[] {
  const total = amounts.reduce((a, b) => a + b, 0n);
  if (total <= 0n) return amounts.map(() => 0);
  const out = amounts.map((a) => Number((a * 100n) / total));
  let missing = 100 - out.reduce((a, b) => a + b, 0);
  const byRest = amounts.map((a, i) => [(a * 100n) % total, i] as const).sort((x, y) => (x[0] === y[0] ? x[1] - y[1] : x[0] > y[0] ? -1 : 1));
  for (const [, i] of byRest) {
    if (missing-- <= 0) break;
    out[i]!++;
  }
  return out;
}

/** Change from before to now in whole percents, rounded away from zero so that a change is never "0 %"; null when there was nothing. */
export function change(now: bigint, before: bigint): number | null {
  if (before <= 0n) return null;
  const d = now - before;
  if (d === 0n) return 0;
  const size = ((d < 0n ? -d : d) * 100n + before / 2n) / before;
  const percent = Number(size < 1n ? 1n : size);
  return d < 0n ? -percent : percent;
}

/** The least of 1, 2 or 5 times a power of ten that is not below a: the top of an axis. */
export function axisTop(a: bigint): bigint {
  if (a <= 0n) return 1n;
  let power = 1n;
  while (power * 10n <= a) power *= 10n;
  return [1n, 2n, 5n, 10n].map((n) => n * power).find((top) => top >= a)!;
}

/** A slice of a ring, as lengths along its circumference of 1. */
export interface Arc {
  start: number;
  length: number;
}

/**
 * Slices of a ring for shares that add up to 1. Each that is not nothing gets at least the length least, taken from the
 * larger ones, so that it can be seen.
 */
export function arcs(shares: readonly number[], least = 0.012): Arc[] {
  const small = shares.filter((s) => s > 0 && s < least).length;
  const large = shares.filter((s) => s >= least).reduce((a, b) => a + b, 0);
  const scale = large > 0 ? (1 - small * least) / large : 0;
  let at = 0;
  return shares.map((s) => {
    const length = s <= 0 ? 0 : s < least ? least : s * scale;
    const arc = { start: at, length };
    at += length;
    return arc;
  });
}

/** The d of a ring's slice with radii outer and inner around 0,0, from noon on, clockwise; a whole ring is two halves. */
export function ringPath({ start, length }: Arc, outer: number, inner: number): string {
  if (length <= 0) return "";
  const point = (turn: number, r: number) => {
    const a = (turn - 0.25) * 2 * Math.PI;
    return `${(Math.cos(a) * r).toFixed(3)} ${(Math.sin(a) * r).toFixed(3)}`;
  };
  if (length > 0.9999) {
    return `M${point(0, outer)}A${outer} ${outer} 0 1 1 ${point(0.5, outer)}A${outer} ${outer} 0 1 1 ${point(1, outer)}ZM${point(0, inner)}A${inner} ${inner} 0 1 0 ${point(0.5, inner)}A${inner} ${inner} 0 1 0 ${point(1, inner)}Z`;
  }
  const end = start + length;
  const big = length > 0.5 ? 1 : 0;
  return `M${point(start, outer)}A${outer} ${outer} 0 ${big} 1 ${point(end, outer)}L${point(end, inner)}A${inner} ${inner} 0 ${big} 0 ${point(start, inner)}Z`;
}
