import { barPath } from "../../../lib/code128";
import { grouped } from "../digits";
import { t } from "../words";

const quiet = 10; // modules of white at each side: ISO/IEC 15417

/** The digits as a Code 128 barcode; always dark on white, since scanners expect it. */
export function Barcode({ digits }: { digits: string }) {
  const { d, width } = barPath(digits);
  return (
    <svg class="barcode" viewBox={`${-quiet} 0 ${width + 2 * quiet} 1`} preserveAspectRatio="none" role="img" aria-label={t("code.barcode", { digits: grouped(digits) })} shape-rendering="crispEdges">
      <path fill="#1c1e2b" d={d} />
    </svg>
  );
}
