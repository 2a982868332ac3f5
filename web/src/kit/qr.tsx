import { encode } from "uqr";
import { markDot, markTiles } from "./mark.gen";
import { k } from "./words";

/** A QR code of text with our mark in its middle; always dark on white, since scanners expect it. */
export function QR({ text, size = 232, label }: { text: string; size?: number; label?: string }) {
  // Level Q bears a quarter of the code being unreadable; the mark covers a tenth at most, which is too much for the smallest codes.
  const { data, size: n } = encode(text, { ecc: "Q", border: 0 });
  const bare = n < 29;
  const hole = bare ? -1 : Math.ceil(n * 0.1);
  const mid = (n - 1) / 2;
  let d = "";
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      if (!data[y]![x] || (Math.abs(x - mid) <= hole && Math.abs(y - mid) <= hole)) continue;
      let run = 1;
      while (x + run < n && data[y]![x + run] && !(Math.abs(x + run - mid) <= hole && Math.abs(y - mid) <= hole)) run++;
      d += `M${x} ${y}h${run}v1h-${run}z`;
      x += run - 1;
    }
  }
  const side = hole * 2 + 0.2;
  return (
    <div class="qr" style={{ inlineSize: `${size}px`, maxInlineSize: "100%" }}>
      <svg viewBox={`0 0 ${n} ${n}`} role="img" aria-label={label ?? k("qr")} shape-rendering="crispEdges">
        <path fill="#1c1e2b" d={d} />
        {!bare && <g transform={`translate(${n / 2 - side / 2} ${n / 2 - side / 2}) scale(${side / 64})`} shape-rendering="auto">
          <rect width="64" height="64" rx="17" fill="#3743b5" />
          <path fill="#fffbf2" d={markTiles} />
          <circle cx="32" cy="32" r={markDot} fill="#f6a723" />
        </g>}
      </svg>
    </div>
  );
}
