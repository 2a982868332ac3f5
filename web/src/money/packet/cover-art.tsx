// The faces of our covers, drawn in SVG: patterns of the town square, cloth, lanterns, the sea and jasmine. An operator's cover is a picture.
import { useId } from "../../lib/use-id";
import { coverColours, coverPicture, type OwnCover } from "./covers";

/** Fills its box; decoration. */
export function CoverArt({ cover }: { cover: string }) {
  const picture = coverPicture(cover);
  if (picture) return <img class="cover-art is-picture" src={picture} alt="" decoding="async" draggable={false} />;
  const Draw = drawings[coverColours(cover)];
  return (
    <svg class="cover-art" viewBox="0 0 300 420" preserveAspectRatio="xMidYMin slice" aria-hidden="true">
      <Draw id={useId()} />
    </svg>
  );
}

const gold = "var(--cover-gold)";

/** Kawung, the pattern of our mark, around a rising sun over the square. */
function Alun({ id }: { id: string }) {
  return (
    <>
      <defs>
        <pattern id={id} width="48" height="48" patternUnits="userSpaceOnUse" patternTransform="rotate(45) scale(.92)">
          <g fill={gold}>
            <path d="M24 22C17 19 12 12 12 6c0-3 5-6 12-6s12 3 12 6c0 6-5 13-12 16Z" opacity=".5" />
            <path d="M24 26c7 3 12 10 12 16 0 3-5 6-12 6s-12-3-12-6c0-6 5-13 12-16Z" opacity=".5" />
            <path d="M22 24C19 31 12 36 6 36c-3 0-6-5-6-12s3-12 6-12c6 0 13 5 16 12Z" opacity=".3" />
            <path d="M26 24c3-7 10-12 16-12 3 0 6 5 6 12s-3 12-6 12c-6 0-13-5-16-12Z" opacity=".3" />
            <circle cx="24" cy="24" r="2" />
          </g>
        </pattern>
        <radialGradient id={`${id}g`} cx=".5" cy=".46" r=".62">
          <stop offset=".35" stop-color="#000" />
          <stop offset="1" stop-color="#fff" />
        </radialGradient>
        <mask id={`${id}m`}><rect width="300" height="420" fill={`url(#${id}g)`} /></mask>
      </defs>
      <g mask={`url(#${id}m)`}><rect width="300" height="420" fill={`url(#${id})`} opacity=".5" /></g>
      <g fill="none" stroke={gold} opacity=".35">
        {Array.from({ length: 24 }, (_, i) => <path key={i} d="M150 62V40" stroke-width={i % 2 ? 1.2 : 2.2} stroke-linecap="round" transform={`rotate(${i * 15} 150 190)`} />)}
        <circle cx="150" cy="190" r="120" />
        <circle cx="150" cy="190" r="114" stroke-dasharray="1 7" stroke-linecap="round" stroke-width="3" />
      </g>
    </>
  );
}

/** Parang, the royal waves of Java, in diagonal bands with rows of mlinjon between them. */
function Batik({ id }: { id: string }) {
  return (
    <>
      <defs>
        <pattern id={id} width="40" height="64" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <path d="M-6 8C6 2 16 6 20 16s14 14 26 8v10C34 40 24 36 20 26S6 12-6 18Z" fill="#f1e5cc" opacity=".26" />
          <path d="M-6 22c12-6 22-2 26 8s14 14 26 8" fill="none" stroke={gold} stroke-width="1.6" opacity=".6" />
          <circle cx="10" cy="12" r="2.2" fill={gold} opacity=".75" />
          <circle cx="31" cy="29" r="2.2" fill={gold} opacity=".75" />
          <path d="M0 46h40v12H0z" fill="#f1e5cc" opacity=".12" />
          <path d="M0 45h40M0 59h40" stroke={gold} stroke-width="1" opacity=".5" />
          <path d="m10 47 5 5-5 5-5-5zM30 47l5 5-5 5-5-5z" fill="#c8733a" opacity=".85" />
          <path d="m20 49 3 3-3 3-3-3z" fill={gold} opacity=".7" />
        </pattern>
        <linearGradient id={`${id}g`} x2="0" y2="1">
          <stop stop-color="#fff" />
          <stop offset=".3" stop-color="#777" />
          <stop offset=".62" stop-color="#333" />
          <stop offset="1" stop-color="#ddd" />
        </linearGradient>
        <mask id={`${id}m`}><rect width="300" height="420" fill={`url(#${id}g)`} /></mask>
      </defs>
      <g mask={`url(#${id}m)`}><rect width="300" height="420" fill={`url(#${id})`} /></g>
    </>
  );
}

function Lantern({ id }: { id: string }) {
  const hang = (x: number, y: number, s: number, key: string) => (
    <g key={key} transform={`translate(${x} ${y}) scale(${s})`}>
      <path d={`M0 ${-y / s}V-34`} stroke={gold} stroke-width={1.2 / s} opacity=".8" />
      <circle r="64" fill={`url(#${id}g)`} />
      <path d="M-11-34h22v7h-22zM-11 27h22v7h-22z" fill={gold} />
      <rect x="-34" y="-28" width="68" height="56" rx="27" fill={`url(#${id}l)`} />
      <path d="M0-28v56M-15-27c-7 15-7 39 0 54M15-27c7 15 7 39 0 54" fill="none" stroke="#7d1530" stroke-width="1.4" opacity=".5" />
      <path d="M-5 34v17M0 34v24M5 34v17" stroke={gold} stroke-width="2" stroke-linecap="round" />
    </g>
  );
  return (
    <>
      <defs>
        <radialGradient id={`${id}g`}>
          <stop stop-color="#ffcf6b" stop-opacity=".55" />
          <stop offset="1" stop-color="#ffcf6b" stop-opacity="0" />
        </radialGradient>
        <radialGradient id={`${id}l`} cy=".55">
          <stop stop-color="#ffd672" />
          <stop offset=".55" stop-color="#f2632f" />
          <stop offset="1" stop-color="#b8242f" />
        </radialGradient>
      </defs>
      <g fill="#ffe7b8">
        {Array.from({ length: 34 }, (_, i) => <circle key={i} cx={(i * 97) % 300} cy={(i * 61) % 330} r={0.7 + (i % 3) * 0.5} opacity={0.25 + (i % 4) * 0.14} />)}
      </g>
      {hang(54, 120, 0.8, "a")}
      {hang(246, 92, 1.02, "b")}
      {hang(30, 306, 0.5, "c")}
      {hang(270, 318, 0.62, "d")}
    </>
  );
}

/** A sun over rows of waves. */
function Sea({ id }: { id: string }) {
  return (
    <>
      <defs>
        <pattern id={id} width="52" height="26" patternUnits="userSpaceOnUse">
          <g fill="none" stroke="#d8fbf2" stroke-width="1.3">
            {[24, 17, 10, 4].map((r) => <path key={r} d={`M${26 - r} 26a${r} ${r} 0 0 1 ${2 * r} 0`} opacity={0.16 + r / 90} />)}
            {[24, 17, 10, 4].map((r) => <path key={`l${r}`} d={`M${-r} 13a${r} ${r} 0 0 1 ${2 * r} 0M${52 - r} 13a${r} ${r} 0 0 1 ${2 * r} 0`} opacity={0.1 + r / 120} />)}
          </g>
        </pattern>
        <linearGradient id={`${id}g`} x2="0" y2="1">
          <stop offset=".12" stop-color="#000" />
          <stop offset=".5" stop-color="#fff" />
        </linearGradient>
        <mask id={`${id}m`}><rect width="300" height="420" fill={`url(#${id}g)`} /></mask>
      </defs>
      <circle cx="228" cy="76" r="40" fill={gold} opacity=".9" />
      <circle cx="228" cy="76" r="56" fill="none" stroke={gold} opacity=".4" />
      <circle cx="228" cy="76" r="74" fill="none" stroke={gold} opacity=".2" />
      <g mask={`url(#${id}m)`}><rect width="300" height="420" fill={`url(#${id})`} /></g>
      <path d="M34 92c9-9 15-9 20-1 5-8 11-8 20 1M84 58c6-6 11-6 14-1 4-5 8-5 14 1" fill="none" stroke="#eefaf5" stroke-width="2.4" stroke-linecap="round" opacity=".7" />
    </>
  );
}

/** Melati, jasmine, in flower. */
function Bloom() {
  const flowers: readonly [number, number, number][] = [[44, 58, 1.25], [252, 44, 0.95], [276, 168, 0.7], [22, 190, 0.62], [112, 22, 0.55], [40, 372, 0.9], [262, 352, 1.2], [188, 402, 0.6], [186, 84, 0.4], [96, 122, 0.36]];
  const petal = "M0 0C-9-8-11-22 0-33 11-22 9-8 0 0Z";
  return (
    <>
      <g fill="none" stroke="#ffd9e6" stroke-width="1.6" stroke-linecap="round" opacity=".4">
        <path d="M44 58c30 34 22 84-22 132M252 44c26 40 34 84 24 124M40 372c40 34 92 40 148 30 34-4 58-20 74-50" />
      </g>
      {flowers.map(([x, y, s], i) => (
        <g key={i} transform={`translate(${x} ${y}) rotate(${i * 29}) scale(${s})`}>
          {[20, 140, 260].map((a) => <path key={a} d="M0 0C-7-16-4-38 0-47 8-36 8-16 0 0Z" fill="#3f7d63" opacity=".75" transform={`rotate(${a})`} />)}
          {[0, 72, 144, 216, 288].map((a) => <path key={a} d={petal} fill="#fff4f7" opacity=".95" transform={`rotate(${a})`} />)}
          {[0, 72, 144, 216, 288].map((a) => <path key={`l${a}`} d="M0-6v-15" stroke="#e9a9c3" stroke-width="1" transform={`rotate(${a})`} />)}
          <circle r="6" fill={gold} />
        </g>
      ))}
    </>
  );
}

const drawings: Record<OwnCover, (p: { id: string }) => preact.VNode> = { alun: Alun, batik: Batik, lantern: Lantern, sea: Sea, bloom: Bloom };
