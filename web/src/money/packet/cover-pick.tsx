// Covers side by side, to swipe, click or choose with arrows.
import { useId } from "../../lib/use-id";
import type { Cover } from "../../gen/alun/redpacket/v1/redpacket_pb";
import { CoverArt } from "./cover-art";
import { coverColours, isOwnCover, ownCovers } from "./covers";
import { t } from "./words";

export function CoverPick({ covers, value, onPick }: { covers: readonly Cover[]; value: string; onPick: (id: string) => void }) {
  const name = useId();
  const list = covers.length ? covers : ownCovers.map((id) => ({ id, name: "" }));
  return (
    <div class="field">
      <span class="field-label" id={name}>{t("cover")}</span>
      <div class="cover-row" role="radiogroup" aria-labelledby={name}>
        {list.map((c, i) => (
          <label key={c.id} class={`cover-choice cover-${coverColours(c.id)}`}>
            <input type="radio" name={name} checked={c.id === value} onChange={(e) => { onPick(c.id); e.currentTarget.closest("label")?.scrollIntoView({ block: "nearest", inline: "center" }); }} />
            <span class="cover-mini"><CoverArt cover={c.id} /><span class="cover-flap" /><span class="cover-coin" /></span>
            <span class="cover-name">{isOwnCover(c.id) ? t(`cover.${c.id}`) : c.name || t("cover.other", { n: i + 1 })}</span>
          </label>
        ))}
      </div>
    </div>
  );
}
