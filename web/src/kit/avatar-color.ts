// The colour behind a letter: a hue from the id, with a lightness low enough that white text on it
// has a contrast of at least 4.5:1 whatever the hue.

/** Lightness and chroma of every fallback colour, in OKLCH. */
export const faceLightness = 0.52;
export const faceChroma = 0.115;
/** Hues are this many degrees apart, so that two colours are either the same or clearly different. */
const step = 15;

/** FNV-1a over UTF-16 units: the same id has the same colour everywhere. */
export function hueOf(id: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) h = Math.imul(h ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return (h % (360 / step)) * step;
}

/** CSS colour of the avatar of id. */
export function faceColor(id: string): string {
  return `oklch(${faceLightness} ${faceChroma} ${hueOf(id)})`;
}

/** What stands on an avatar without a picture: the first letter of the name, or the first character in Chinese. */
export function initial(name: string): string {
  const first = [...name.trim()][0] ?? "";
  return first.toLocaleUpperCase();
}

/** sRGB of an OKLCH colour, each 0 … 1 and cut to the gamut (Björn Ottosson, "A perceptual color space", 2020). */
export function oklchToRgb(L: number, C: number, hue: number): [number, number, number] {
  const a = C * Math.cos((hue * Math.PI) / 180);
  const b = C * Math.sin((hue * Math.PI) / 180);
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ] as const;
  const encode = (v: number) => Math.min(1, Math.max(0, v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
  return [encode(linear[0]), encode(linear[1]), encode(linear[2])];
}

/** Contrast of two sRGB colours (WCAG 2.2, 1 … 21). */
export function contrast(x: readonly [number, number, number], y: readonly [number, number, number]): number {
  const decode = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const luminance = (c: readonly [number, number, number]) => 0.2126 * decode(c[0]) + 0.7152 * decode(c[1]) + 0.0722 * decode(c[2]);
  const [hi, lo] = [luminance(x), luminance(y)].sort((p, q) => q - p) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}
