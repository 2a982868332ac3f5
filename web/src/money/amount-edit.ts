// Typing an amount: after each change the text is grouped anew and the caret stays behind the same digit.
import { decimal, digitsOf, type Amount } from "./amount";

export interface Edited {
  text: string;
  /** Where the caret belongs in text. */
  caret: number;
}

interface Marks {
  group: string;
  decimal: string;
}

/** Digits in front of the decimal separator at most, so that every amount fits the wire. */
const maxWhole = 15;

function group(whole: string, mark: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, mark);
}

/**
 * The text of a field after a key. Separators for groups may lie anywhere in it and are put where they belong;
 * a dot or comma that was just typed (it stands before the caret) is the decimal separator, if the currency has one.
 */
export function retype(raw: string, caret: number, places: number, marks: Marks): Edited {
  const typed = raw[caret - 1];
  const at = places > 0 && (typed === "." || typed === "," || typed === "。" || typed === "，") ? caret - 1 : raw.lastIndexOf(marks.decimal);
  const cut = places > 0 ? at : -1;
  const digitsIn = (s: string) => s.normalize("NFKC").replace(/\D/g, "");
  let whole = digitsIn(cut < 0 ? raw : raw.slice(0, cut));
  const fraction = cut < 0 ? "" : digitsIn(raw.slice(cut + 1)).slice(0, places);
  // How many digits, and whether the separator, stand left of the caret.
  let left = digitsIn(raw.slice(0, caret)).length;
  const behind = cut >= 0 && caret > cut;
  const zeros = /^0+(?=\d)/.exec(whole)?.[0].length ?? 0;
  whole = whole.slice(zeros, zeros + maxWhole);
  left = Math.max(0, left - zeros);
  if (cut >= 0 && whole === "") {
    whole = "0";
    if (behind) left++;
  }
  const text = group(whole, marks.group) + (cut >= 0 ? marks.decimal + fraction : "");
  return { text, caret: place(text, left, behind, marks) };
}

/** The index behind the left-th digit of text, and behind its separator when the caret was. */
function place(text: string, left: number, behind: boolean, marks: Marks): number {
  let seen = 0;
  let i = 0;
  while (i < text.length && seen < left) if (/\d/.test(text[i++]!)) seen++;
  const mark = text.indexOf(marks.decimal);
  return behind && mark >= 0 ? Math.max(i, mark + 1) : i;
}

/** A key of the own keypad: a digit, several zeros, the separator, or "back", in place of what is selected. */
export function press(text: string, from: number, to: number, key: string, places: number, marks: Marks): Edited {
  if (key !== "back") return retype(text.slice(0, from) + key + text.slice(to), from + key.length, places, marks);
  if (from !== to) return retype(text.slice(0, from) + text.slice(to), from, places, marks);
  // Taking away a group's separator would change nothing: take the digit before it.
  const start = from > 0 && text[from - 1] === marks.group ? from - 2 : from - 1;
  if (start < 0) return { text, caret: from };
  return retype(text.slice(0, start) + text.slice(from), start, places, marks);
}

/** An amount as the field shows it: grouped, without a symbol, "" for nothing. */
export function fieldText(a: Amount, marks: Marks): string {
  if (a.minor <= 0n) return "";
  const [whole = "", fraction = ""] = decimal(a.minor, digitsOf(a.currency)).split(".");
  return group(whole, marks.group) + (/[1-9]/.test(fraction) ? marks.decimal + fraction : "");
}

/** The minor units of a field's text, which retype or fieldText made. */
export function fieldMinor(text: string, currency: string, marks: Marks): bigint {
  const [whole = "", fraction = ""] = text.split(marks.decimal);
  const figures = whole.replace(/\D/g, "") + fraction.replace(/\D/g, "").padEnd(digitsOf(currency), "0").slice(0, digitsOf(currency));
  return figures ? BigInt(figures) : 0n;
}
