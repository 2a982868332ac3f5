// The 18 digits of a payer's code, as people read and type them.

export const codeLength = 18;

/** "131 234 567 890 123 456": groups of three are read aloud and typed without losing the place. */
export function grouped(digits: string): string {
  return digits.replace(/(\d{3})(?=\d)/g, "$1 ");
}

/** What was typed or scanned as bare digits, at most 18; everything that is no digit is left out. */
export function bare(typed: string): string {
  return typed.replace(/\D/g, "").slice(0, codeLength);
}

/** Whether a text is a payer's code: 18 digits, with spaces or dashes anywhere. */
export function isPayCode(text: string): boolean {
  return /^[\d\s-]+$/.test(text) && text.replace(/\D/g, "").length === codeLength;
}
