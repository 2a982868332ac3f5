// Code 128 (ISO/IEC 15417), code set C alone: pairs of digits. What a till's scanner reads from a payer's code.

/** Widths of bars and spaces, a bar first, of the values 0 to 102 and the start of set C (105); the stop has seven. */
const patterns =
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 " +
  "223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 " +
  "132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 " +
  "121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 " +
  "421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131";
/** The widths of each value as the table has them, six to a symbol. */
export const widths: readonly string[] = patterns.split(" ");
export const startC = { value: 105, widths: "211232" };
export const stop = "2331112";

/** The symbol values between start and stop: one for each pair, then the check value (weighted sum modulo 103). */
export function valuesOf(digits: string): number[] {
  if (!/^(\d\d)+$/.test(digits)) throw new RangeError("code set C holds pairs of digits");
  const pairs = digits.match(/\d\d/g)!.map(Number);
  const sum = pairs.reduce((all, v, i) => all + v * (i + 1), startC.value);
  return [...pairs, sum % 103];
}

/** The bars and spaces in modules, a bar first: always 11 modules a value and 13 for the stop. */
export function code128(digits: string): number[] {
  const symbols = [startC.widths, ...valuesOf(digits).map((v) => widths[v]!), stop];
  return symbols.join("").split("").map(Number);
}

/** The same as an SVG path of bars one unit high, and how many modules it is wide (without the quiet zone of 10 at each side). */
export function barPath(digits: string): { d: string; width: number } {
  let x = 0;
  let d = "";
  code128(digits).forEach((w, i) => {
    if (i % 2 === 0) d += `M${x} 0h${w}v1h-${w}z`;
    x += w;
  });
  return { d, width: x };
}
