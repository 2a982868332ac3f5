// What a payment PIN may be. As money/wallet/pin on the server, so that a weak one is refused before it travels.

export const pinLength = 6;

/** The digits of what was typed or pasted, full-width ones too, at most six. */
export function pinDigits(text: string): string {
  return text.normalize("NFKC").replace(/\D/g, "").slice(0, pinLength);
}

function periodic(pin: string, n: number): boolean {
  return pin.slice(n) === pin.slice(0, -n);
}

function run(pin: string, step: number): boolean {
  return [...pin].every((d, i) => i === 0 || Number(d) === (Number(pin[i - 1]) + step) % 10);
}

/** One digit six times, a pair or triple repeated (121212, 123123), or a run up or down (890123). */
export function isWeak(pin: string): boolean {
  return periodic(pin, 1) || periodic(pin, 2) || periodic(pin, 3) || run(pin, 1) || run(pin, 9);
}
