// The codes kept for paying without a network: pure rules. A code is shown once: nobody can tell offline whether a till has used it.

/** A code that a till reads, and until when, in this device's time. */
export interface Code {
  digits: string;
  expiresAt: number;
}

/** A code with less than this left, ms, is not shown: the till needs a moment. */
export const spareMs = 5_000;
/** Fewer than this many are topped up when there is a network: a new set takes the place of the old one. */
export const fewCodes = 8;
/** So are codes that end within this time, ms. */
export const soonMs = 6 * 3_600_000;

/** The server's times in this device's: its clock may be wrong, the codes live as long as the server says. */
export function inOurTime(codes: readonly { digits: string; expiresAtMs: bigint }[], serverNowMs: bigint, now: number): Code[] {
  return codes.map((c) => ({ digits: c.digits, expiresAt: now + Number(c.expiresAtMs - serverNowMs) }));
}

/** Those that can still be shown. */
export function alive(codes: readonly Code[], now: number): Code[] {
  return codes.filter((c) => c.expiresAt - now > spareMs);
}

/** The next code and what is left without it. */
export function take(codes: readonly Code[], now: number): { code?: Code; rest: Code[] } {
  const [code, ...rest] = alive(codes, now);
  return { code, rest };
}

/** Whether to ask for a new set. */
export function needsNew(codes: readonly Code[], now: number): boolean {
  return alive(codes, now + soonMs).length < fewCodes;
}

/** When to ask for the next code: before this one is over, with the spare time. */
export function nextAt(code: Code): number {
  return code.expiresAt - spareMs;
}
