// Amounts of money as text and back. An amount is a whole number of minor units in a bigint; a float never holds money.
import { locale } from "../lib/i18n";

/** As alun.money.v1.Amount: 1250n of "USD" are 12.50 dollars, 1250n of "IDR" are 1,250 rupiah. */
export interface Amount {
  minor: bigint;
  currency: string;
}

/** Minor units as practice has them; ISO 4217 gives the rupiah two that nobody has seen for decades. As money.Digits on the server. */
const digits: Readonly<Record<string, number>> = { IDR: 0, JPY: 0, CNY: 2, USD: 2, EUR: 2, SGD: 2 };

/** What the wire carries at most (int64). */
export const maxMinor = 2n ** 63n - 1n;

/** How many digits a currency has behind its decimal separator; 2 for one that we do not know. */
export function digitsOf(currency: string): number {
  return digits[currency] ?? 2;
}

/** How many minor units make one of a currency. */
export function unitOf(currency: string): bigint {
  return 10n ** BigInt(digitsOf(currency));
}

/** What people count small sums in, in minor units: a thousand rupiah, one dollar. */
export function coinOf(currency: string): bigint {
  return unitOf(currency) * (currency === "IDR" ? 1_000n : 1n);
}

/** Minor units as a plain decimal, which Intl takes without rounding: 1250n, 2 → "12.50". */
export function decimal(minor: bigint, places: number): string {
  if (places === 0) return minor.toString();
  const text = (minor < 0n ? -minor : minor).toString().padStart(places + 1, "0");
  return `${minor < 0n ? "-" : ""}${text.slice(0, -places)}.${text.slice(-places)}`;
}

const cache = new Map<string, Intl.NumberFormat>();
function formatter(currency: string, options: Intl.NumberFormatOptions, tag = locale.value): Intl.NumberFormat {
  const key = tag + currency + JSON.stringify(options);
  let f = cache.get(key);
  if (!f) {
    const places = digitsOf(currency);
    f = new Intl.NumberFormat(tag, { style: "currency", currency, minimumFractionDigits: places, maximumFractionDigits: places, ...options });
    cache.set(key, f);
  }
  return f;
}

/** "Rp" is unmistakable; the short forms of others are not: $ and ¥ have several owners. */
const symbolOf = (currency: string) => (currency === "IDR" ? "narrowSymbol" : "symbol") as Intl.NumberFormatOptionsCurrencyDisplay;

const written = (a: Amount) => decimal(a.minor, digitsOf(a.currency)) as Intl.StringNumericLiteral;

/** "Rp 12.500", "CN¥12.50": as the reader's language writes it, always with all its digits. */
export function formatAmount(a: Amount): string {
  return formatter(a.currency, { currencyDisplay: symbolOf(a.currency) }).format(written(a)).replace("-", "−");
}

/** With + or −, for lists of what came and went. */
export function formatSigned(a: Amount): string {
  return formatter(a.currency, { currencyDisplay: symbolOf(a.currency), signDisplay: "exceptZero" }).format(written(a)).replace("-", "−");
}

/** Short, for the axis of a chart: "Rp 1,2 jt". Rounded: never where somebody agrees to something. */
export function formatRough(a: Amount): string {
  return formatter(a.currency, { currencyDisplay: symbolOf(a.currency), notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 }).format(written(a)).replace("-", "−");
}

/** What a screen reader says: the currency by its name, "12,500 Indonesian rupiahs". */
export function speakAmount(a: Amount): string {
  const whole = a.minor % unitOf(a.currency) === 0n;
  return formatter(a.currency, { currencyDisplay: "name", ...(whole && { minimumFractionDigits: 0 }) }).format(written(a));
}

/** An amount in its parts, so that a figure can be large and its symbol small; symbolFirst tells the side. */
export function amountParts(a: Amount): { sign: string; symbol: string; figure: string; symbolFirst: boolean } {
  const parts = formatter(a.currency, { currencyDisplay: symbolOf(a.currency) }).formatToParts(written(a));
  const at = (type: string) => parts.findIndex((p) => p.type === type);
  const figure = parts.filter((p) => ["integer", "group", "decimal", "fraction"].includes(p.type)).map((p) => p.value);
  return { sign: a.minor < 0n ? "−" : "", symbol: parts[at("currency")]?.value ?? a.currency, figure: figure.join(""), symbolFirst: at("currency") < at("integer") };
}

/** The separators of a language: id 1.234,5 · en and zh 1,234.5. */
export function separators(tag = locale.value): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(tag, { useGrouping: "always" }).formatToParts(12345.6);
  const of = (type: string, otherwise: string) => parts.find((p) => p.type === type)?.value ?? otherwise;
  return { group: of("group", ","), decimal: of("decimal", ".") };
}

export function zero(currency: string): Amount {
  return { minor: 0n, currency };
}
