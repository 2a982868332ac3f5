// Draws the mark of Alun (four paths that meet in a square with a banyan in the middle) from one set
// of numbers: favicons and logo as SVG, home-screen icons as PNG. No libraries: the PNGs are
// painted from signed distances and packed with zlib. Run: node web/scripts/appicons.mjs
import { writeFileSync } from "node:fs";
import { crc32 as zlibCrc, deflateSync } from "node:zlib";

const nila = [0x37, 0x43, 0xb5];
const deep = [0x26, 0x2e, 0x80];
const cream = [0xff, 0xfb, 0xf2];
const marigold = [0xf6, 0xa7, 0x23];
const red = [0xd5, 0x37, 0x2f];

// On a 64 grid: four tiles around the centre, each with one deeply rounded inner corner, and the dot.
const tile = 17, gap = 4, soft = 5, inner = 11.5, dot = 6.2;
const c = 32, near = gap / 2, far = near + tile;

/** Signed distance to a box with one radius per corner [outer, side, side, inner]. */
function boxDistance(x, y, cx, cy, half, r) {
  const dx = Math.abs(x - cx) - half + r, dy = Math.abs(y - cy) - half + r;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
}

function tiles(x, y) {
  let d = Infinity;
  for (const sx of [-1, 1])
    for (const sy of [-1, 1]) {
      const cx = c + sx * (near + tile / 2), cy = c + sy * (near + tile / 2);
      const facesCentre = (x - cx) * sx < 0 && (y - cy) * sy < 0;
      d = Math.min(d, boxDistance(x, y, cx, cy, tile / 2, facesCentre ? inner * 0.74 : soft));
    }
  return d;
}

const mix = (a, b, k) => a.map((v, i) => v + (b[i] - v) * k);
const cover = (d, px) => Math.min(1, Math.max(0, 0.5 - d / px));

/** RGBA of a size × size icon; scale shrinks the mark for maskable icons; round cuts the ground to a squircle. */
function paint(size, { scale = 1, round = true }) {
  const out = Buffer.alloc(size * size * 4);
  const px = 64 / size;
  for (let j = 0; j < size; j++)
    for (let i = 0; i < size; i++) {
      const gx = (i + 0.5) * px, gy = (j + 0.5) * px;
      const x = c + (gx - c) / scale, y = c + (gy - c) / scale;
      let rgb = mix(nila, deep, Math.min(1, Math.max(0, (gx + gy) / 128)));
      rgb = mix(rgb, cream, cover(tiles(x, y), px / scale));
      rgb = mix(rgb, marigold, cover(Math.hypot(x - c, y - c) - dot, px / scale));
      const a = round ? cover(boxDistance(gx, gy, c, c, 32, 15), px) : 1;
      out.set([...rgb.map(Math.round), Math.round(a * 255)], (j * size + i) * 4);
    }
  return out;
}

const table = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0; });
const crc = zlibCrc ?? ((b) => { let v = ~0; for (const x of b) v = table[(v ^ x) & 255] ^ (v >>> 8); return ~v >>> 0; });

function png(size, rgba) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let j = 0; j < size; j++) rgba.copy(rows, j * (size * 4 + 1) + 1, j * size * 4, (j + 1) * size * 4);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const head = Buffer.alloc(4), tail = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    tail.writeUInt32BE(crc(body));
    return Buffer.concat([head, body, tail]);
  };
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(size, 0);
  ihdr.writeUInt32BE(size, 4);
  ihdr.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", ihdr), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

const hex = (rgb) => "#" + rgb.map((v) => v.toString(16).padStart(2, "0")).join("");
const f = (n) => String(Math.round(n * 100) / 100);

/** One tile as a path: soft corners outside, a deep one towards the centre. */
function tilePath(sx, sy) {
  const p = (x, y) => `${f(c + sx * x)} ${f(c + sy * y)}`;
  const turn = sx * sy > 0 ? 1 : 0;
  const arc = (r, x, y) => `A${f(r)} ${f(r)} 0 0 ${turn} ${p(x, y)}`;
  const r = inner * 0.74;
  return `M${p(near + r, near)}L${p(far - soft, near)}${arc(soft, far, near + soft)}L${p(far, far - soft)}${arc(soft, far - soft, far)}L${p(near + soft, far)}${arc(soft, near, far - soft)}L${p(near, near + r)}${arc(r, near + r, near)}Z`;
}

const mark = [[-1, -1], [1, -1], [-1, 1], [1, 1]].map(([x, y]) => tilePath(x, y)).join("");
const svg = (extra = "") => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="${hex(nila)}"/><stop offset="1" stop-color="${hex(deep)}"/></linearGradient></defs><rect width="64" height="64" rx="15" fill="url(#g)"/><path fill="${hex(cream)}" d="${mark}"/><circle cx="32" cy="32" r="${dot}" fill="${hex(marigold)}"/>${extra}</svg>\n`;

const to = (name) => new URL(`../public/${name}`, import.meta.url);
writeFileSync(to("favicon.svg"), svg());
writeFileSync(to("favicon-badge.svg"), svg(`<circle cx="50" cy="14" r="13" fill="${hex(red)}" stroke="#fff" stroke-width="3"/>`));
writeFileSync(to("icon-192.png"), png(192, paint(192, {})));
writeFileSync(to("icon-512.png"), png(512, paint(512, {})));
writeFileSync(to("icon-maskable-512.png"), png(512, paint(512, { scale: 0.82, round: false })));
writeFileSync(to("apple-touch-icon.png"), png(180, paint(180, { round: false })));
writeFileSync(new URL("../src/kit/mark.gen.ts", import.meta.url), `// Code generated by web/scripts/appicons.mjs. DO NOT EDIT.\n/** The four tiles of the mark on a 64 grid; the dot is a circle at 32, 32. */\nexport const markTiles = ${JSON.stringify(mark)};\nexport const markDot = ${dot};\n`);
