// What people type or paste as an amount: "Rp 12.500", "12,500.50", "¥１２", "1.5万", "50rb".
import { digitsOf, maxMinor, separators } from "./amount";

/** Words that multiply, as people write them in chats: thousand and million in Indonesian, k, thousand and ten thousand in Chinese. */
const multipliers: readonly [RegExp, number][] = [
  [/(rb|ribu|k|千)$/, 3],
  [/(jt|juta)$/, 6],
  [/万$/, 4],
];

/** Full-width and other decimal digits and marks to their ASCII forms. */
function plain(text: string): string {
  return text.normalize("NFKC").replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660)).replace(/[’'\s\u00a0\u202f]/g, "");
}

/** Symbols, codes and names around the figure go; the multiplier behind it stays. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/^(rp\.?|idr|cny|rmb|usd|us\$|eur|sgd|s\$|jpy|cn¥|jp¥|[¥$€])+/, "")
    .replace(/(idr|cny|rmb|usd|eur|sgd|jpy|元|块|€|¥)$/, "")
    .replace(/,-$/, "");
}

/** Whether the pieces between separators are a first of one to three digits and then threes. */
function grouped(pieces: string[]): boolean {
  return pieces.length > 1 && /^\d{1,3}$/.test(pieces[0]!) && pieces.slice(1).every((p) => /^\d{3}$/.test(p));
}

/** Whole and fraction of a figure whose separators may be of either convention; null when it cannot be read in one way only. */
function split(text: string, places: number, own: { group: string; decimal: string }): { whole: string; fraction: string } | null {
  if (!/^[\d.,]+$/.test(text) || !/\d/.test(text)) return null;
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  if (last < 0) return { whole: text, fraction: "" };
  const mark = text[last]!;
  const other = mark === "." ? "," : ".";
  const head = text.slice(0, last);
  const tail = text.slice(last + 1);
  if (head.includes(other)) {
    // Both are there: the last one is the decimal separator, the other one groups.
    return !head.includes(mark) && grouped(head.split(other)) && /^\d*$/.test(tail) ? { whole: head.replaceAll(other, ""), fraction: tail } : null;
  }
  if (head.includes(mark)) return grouped(text.split(mark)) ? { whole: text.replaceAll(mark, ""), fraction: "" } : null;
  // One separator: three digits behind it group, unless the reader's own convention says otherwise and the currency has them.
  const threes = grouped([head, tail]);
  if (threes && (mark !== own.decimal || places === 0)) return { whole: head + tail, fraction: "" };
  if (threes) return null; // "1.234 dollars" where . is the decimal separator: a thousand, or a bit over one?
  return { whole: head || "0", fraction: tail };
}

/**
 * The minor units of what somebody wrote, in either convention of separators, with or without a symbol.
 * null when it is no amount, has more digits than the currency, can be read in two ways, is negative or too large.
 */
export function parseAmount(text: string, currency: string, own = separators()): bigint | null {
  let rest = bare(plain(text));
  const by = multipliers.find(([word]) => word.test(rest));
  if (by) rest = rest.replace(by[0], "");
  const places = digitsOf(currency);
  const parts = split(rest, places + (by?.[1] ?? 0), own);
  if (!parts) return null;
  const keep = places + (by?.[1] ?? 0);
  const fraction = parts.fraction.replace(/0+$/, "");
  if (fraction.length > keep || parts.whole.length > 18) return null;
  const minor = BigInt(parts.whole + fraction.padEnd(keep, "0"));
  return minor <= maxMinor ? minor : null;
}
