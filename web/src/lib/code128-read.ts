// Reads Code 128 (ISO/IEC 15417), code set C, from a picture: what Barcode draws. Lines are laid across the picture, along and
// across it; each becomes bars and spaces, and one that holds a start, pairs, their check value and a stop has been read.
// Pure: the picture comes as the bytes of an ImageData.
import { startC, stop, widths } from "./code128";

/** Pixels as ImageData has them: four bytes each, row by row. */
export interface Pixels {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

/** Lines in each direction. A barcode is tall: some of them cross it. */
const lines = 15;
/** White before the start, in modules. The standard asks for 10; a hand that holds a phone leaves less. */
const quiet = 4;
/** Pairs at most; a payment code has nine. */
const mostPairs = 24;
/** How far, in modules, the widths of a symbol may be off altogether, and each of them. */
const offAll = 2.6;
const offOne = 0.9;

const table = [...widths, startC.widths, stop].map((s) => [...s].map(Number));
const startAt = widths.length;
const stopAt = startAt + 1;

/** The digits of a barcode in the picture, "" when there is none. */
export function readCode128(p: Pixels): string {
  for (const along of [true, false]) {
    const [length, across] = along ? [p.width, p.height] : [p.height, p.width];
    for (let i = 0; i < lines; i++) {
      // From the middle outwards: that is where a barcode is held.
      const at = Math.round(across / 2 + ((i % 2 ? 1 : -1) * Math.ceil(i / 2) * across) / (lines + 2));
      const read = readLine(brightness(p, along, at, length));
      if (read) return read;
    }
  }
  return "";
}

/** The brightness along one line, each place as the mean of three neighbours across it, which takes noise away. */
function brightness({ data, width, height }: Pixels, along: boolean, at: number, length: number): Float32Array {
  const out = new Float32Array(length);
  const last = (along ? height : width) - 1;
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let d = -1; d <= 1; d++) {
      const side = Math.min(last, Math.max(0, at + d));
      const o = 4 * (along ? side * width + i : i * width + side);
      sum += 2 * data[o]! + 5 * data[o + 1]! + data[o + 2]!; // about what an eye sees
    }
    out[i] = sum / 24;
  }
  return out;
}

/** The digits that one line crosses, "" when there are none. Read from both ends: a phone may be held upside down. */
function readLine(light: Float32Array): string {
  const runs = runsOf(light);
  return readRuns(runs) || readRuns(runs.toReversed());
}

/** The widths of bars and spaces, in pixels and parts of them; the first and the last are spaces. */
function runsOf(light: Float32Array): number[] {
  const n = light.length;
  const level = levels(light);
  const runs: number[] = [];
  let dark = false;
  let from = 0;
  for (let i = 1; i < n; i++) {
    const [a, b] = [light[i - 1]! - level[i - 1]!, light[i]! - level[i]!];
    if (b < 0 === dark) continue;
    // Where the line crosses the level between two pixels.
    const edge = i - 1 + (a === b ? 0.5 : a / (a - b));
    runs.push(edge - from);
    from = edge;
    dark = !dark;
  }
  runs.push(n - from);
  if (dark) runs.push(0);
  return runs;
}

/** Between dark and bright at each place: halfway between the darkest and the brightest nearby, so that a shadow does no harm. */
function levels(light: Float32Array): Float32Array {
  const n = light.length;
  const half = Math.max(8, n >> 4);
  const out = new Float32Array(n);
  const step = 4; // the level changes slowly
  for (let i = 0; i < n; i += step) {
    let [low, high] = [255, 0];
    for (let j = Math.max(0, i - half); j < Math.min(n, i + half); j++) {
      low = Math.min(low, light[j]!);
      high = Math.max(high, light[j]!);
    }
    // Where all is alike there are no bars: everything counts as bright.
    out.fill(high - low < 24 ? -1 : (low + high) / 2, i, i + step);
  }
  return out;
}

function readRuns(runs: readonly number[]): string {
  for (let i = 1; i + 7 * 3 < runs.length; i += 2) {
    if (valueAt(runs, i) !== startAt) continue;
    const unit = total(runs, i, 6) / 11;
    if (runs[i - 1]! < quiet * unit) continue;
    const digits = readPairs(runs, i + 6, unit);
    if (digits) return digits;
  }
  return "";
}

function readPairs(runs: readonly number[], from: number, first: number): string {
  const values: number[] = [];
  let unit = first;
  for (let i = from; values.length <= mostPairs + 1; i += 6) {
    const v = valueAt(runs, i);
    if (v === stopAt) return checked(values);
    if (v < 0 || v === startAt) return "";
    const now = total(runs, i, 6) / 11;
    if (now < unit * 0.8 || now > unit * 1.25) return ""; // the barcode did not change its size halfway
    unit = now;
    values.push(v);
  }
  return "";
}

/** The pairs without the check value behind them, if that is right. */
function checked(values: number[]): string {
  const check = values.pop();
  const sum = values.reduce((all, v, i) => all + v * (i + 1), startC.value);
  if (values.length === 0 || values.some((v) => v > 99) || sum % 103 !== check) return "";
  return values.map((v) => String(v).padStart(2, "0")).join("");
}

/** The place in the table of the symbol that begins at i, -1 when none is near enough. */
function valueAt(runs: readonly number[], i: number): number {
  let best = -1;
  let least = offAll;
  for (const [v, want] of table.entries()) {
    if (i + want.length > runs.length) continue;
    const unit = total(runs, i, want.length) / (want.length === 7 ? 13 : 11);
    let off = 0;
    for (let k = 0; k < want.length && off < least; k++) {
      const d = Math.abs(runs[i + k]! / unit - want[k]!);
      off += d > offOne ? Infinity : d;
    }
    if (off < least) [best, least] = [v, off];
  }
  return best;
}

function total(runs: readonly number[], from: number, n: number): number {
  let sum = 0;
  for (let i = from; i < from + n; i++) sum += runs[i] ?? 0;
  return sum;
}
