// An amount that runs up to its value. Pure: the caller brings the time.

/** How long it runs, ms. */
export const countMs = 900;

/** The figure after ms of counting: never above the end, never falling, and the end itself from countMs on. */
export function countUp(end: bigint, ms: number): bigint {
  if (ms >= countMs) return end;
  if (ms <= 0) return 0n;
  const eased = 1 - (1 - ms / countMs) ** 3;
  // In parts of a million, so that no amount goes through a float.
  return (end * BigInt(Math.floor(eased * 1_000_000))) / 1_000_000n;
}
