import { markDot, markTiles } from "./mark.gen";

/** The mark of Alun on its own ground, size px a side. */
export function Mark({ size = 48 }: { size?: number }) {
  return (
    <svg viewBox="0 0 64 64" width={size} height={size} aria-hidden="true">
      <defs>
        <linearGradient id="mark-ground" x2="1" y2="1">
          <stop stop-color="#4450c8" />
          <stop offset="1" stop-color="#262e80" />
        </linearGradient>
      </defs>
      <rect width="64" height="64" rx="17" fill="url(#mark-ground)" />
      <path fill="#fffbf2" d={markTiles} />
      <circle cx="32" cy="32" r={markDot} fill="#f6a723" />
    </svg>
  );
}

/** The batik pattern kawung, made of the mark's own tiles: a quiet ground for covers. Fills its box. */
export function Kawung({ id }: { id: string }) {
  return (
    <svg class="kawung" aria-hidden="true" width="100%" height="100%">
      <defs>
        <pattern id={id} width="56" height="56" patternUnits="userSpaceOnUse" patternTransform="rotate(45) scale(.9)">
          <g fill="currentColor">
            <path d="M28 26C20 22 14 14 14 7c0-4 6-7 14-7s14 3 14 7c0 7-6 15-14 19Z" opacity=".5" />
            <path d="M28 30c8 4 14 12 14 19 0 4-6 7-14 7s-14-3-14-7c0-7 6-15 14-19Z" opacity=".5" />
            <path d="M26 28C22 36 14 42 7 42c-4 0-7-6-7-14s3-14 7-14c7 0 15 6 19 14Z" opacity=".35" />
            <path d="M30 28c4-8 12-14 19-14 4 0 7 6 7 14s-3 14-7 14c-7 0-15-6-19-14Z" opacity=".35" />
            <circle cx="28" cy="28" r="2.4" />
          </g>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}
