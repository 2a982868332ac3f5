// Where pages are drawn: roots of tabs in the list pane, pages above them in the content or the
// details pane. On a phone the same boxes lie on each other.
import { useEffect, useRef, useState } from "preact/hooks";
import { EmptyState, ErrorState, SkeletonList, Button } from "../kit";
import { isPhone, isWide } from "../lib/media";
import { layersOf, navigate, path, tabOf, type Layer } from "../lib/router";
import { Boundary } from "./boundary";
import { loaded, loadWing, wings, type Wing } from "./wings";
import { t } from "./words";

/** The wing that the path belongs to. */
export function currentWing(): Wing | undefined {
  return wings.find((w) => w.tab === tabOf(path.value));
}

function WingRoot({ wing, top }: { wing: Wing; top: boolean }) {
  const [failed, setFailed] = useState(false);
  const module = loaded[wing.tab].value;
  useEffect(() => {
    if (!module && !failed) loadWing(wing).catch(() => setFailed(true));
  }, [wing, module, failed]);
  return (
    <section class="layer" inert={!top} data-top={top}>
      <Boundary>{module ? <module.Root /> : failed ? <ErrorState text={t("chunk")} onRetry={() => setFailed(false)} /> : <SkeletonList />}</Boundary>
    </section>
  );
}

/** The roots of all tabs that were opened; only the current one shows, the others keep their place. */
export function Roots({ covered }: { covered: boolean }) {
  const current = currentWing();
  const [seen, setSeen] = useState<readonly Wing[]>([]);
  useEffect(() => {
    if (current && !seen.includes(current)) setSeen([...seen, current]);
  }, [current]);
  const shown = current && !seen.includes(current) ? [...seen, current] : seen;
  return (
    <div class="roots" inert={covered}>
      {shown.map((w) => (
        <WingRoot key={w.tab} wing={w} top={w === current} />
      ))}
    </div>
  );
}

/** The pages above the current root, sorted into panes. */
export function usePanes(): { content: Layer[]; details: Layer[] } {
  const wing = currentWing();
  const routes = (wing && loaded[wing.tab].value?.routes) ?? [];
  const layers = layersOf(path.value, routes);
  const beside = isWide.value ? layers.findIndex((l) => l.route.pane === "details") : -1;
  return beside < 0 ? { content: layers, details: [] } : { content: layers.slice(0, beside), details: layers.slice(beside) };
}

function LayerView({ layer, top }: { layer: Layer; top: boolean }) {
  const box = useRef<HTMLElement>(null);
  const focused = useRef<Element | null>(null);
  useEffect(() => {
    const el = box.current!;
    if (!top) return;
    // A screen reader follows to the new page; coming back leads to what opened the page above.
    if (isPhone.value && !el.contains(document.activeElement)) {
      if (focused.current instanceof HTMLElement && focused.current.isConnected) focused.current.focus({ preventScroll: true });
      else el.focus({ preventScroll: true });
    }
    const remember = () => (focused.current = document.activeElement);
    el.addEventListener("focusin", remember);
    return () => el.removeEventListener("focusin", remember);
  }, [top]);
  const Page = layer.route.page;
  return (
    <section ref={box} class="layer" inert={!top} data-top={top} tabIndex={-1}>
      <Boundary>
        <Page params={layer.params} />
      </Boundary>
    </section>
  );
}

export function Stack({ layers, class: cls }: { layers: readonly Layer[]; class: string }) {
  return (
    <div class={cls}>
      {layers.map((l, i) => (
        <LayerView key={l.path} layer={l} top={i === layers.length - 1} />
      ))}
    </div>
  );
}

/** The content pane of a desktop before anything is chosen. */
export function Nothing() {
  const wing = currentWing();
  const module = wing && loaded[wing.tab].value;
  if (!wing || (module && path.value !== "/" + wing.tab)) {
    return (
      <div class="content is-empty">
        <EmptyState art="search" title={t("lost")} text={t("lostText")}>
          <Button kind="soft" onClick={() => navigate("/" + wings[0]!.tab, { replace: true })}>{t("home")}</Button>
        </EmptyState>
      </div>
    );
  }
  if (module?.Empty) return <div class="content is-empty"><module.Empty /></div>;
  return (
    <div class="content is-empty">
      <EmptyState art="square" title={t("nothing")} text={t("nothingText")} />
    </div>
  );
}
