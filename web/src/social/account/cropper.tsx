import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../kit";
import { avatarBytes, avatarPx } from "./limits";
import { t } from "./words";

interface View {
  /** Centre of the square in the picture, in its px, and how much of the shorter side it takes (1 … 1/maxZoom). */
  x: number;
  y: number;
  zoom: number;
}

const maxZoom = 6;
/** px of the canvas that the person sees. */
const seen = 560;

/** Keeps the square inside the picture. */
export function clampView(v: View, w: number, h: number): View {
  const zoom = Math.min(maxZoom, Math.max(1, v.zoom));
  const half = Math.min(w, h) / zoom / 2;
  return { zoom, x: Math.min(w - half, Math.max(half, v.x)), y: Math.min(h - half, Math.max(half, v.y)) };
}

function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, v: View): void {
  const side = Math.min(picture.width, picture.height) / v.zoom;
  const c = canvas.getContext("2d")!;
  c.imageSmoothingQuality = "high";
  c.fillStyle = "#fff"; // transparent pictures: JPEG has no alpha
  c.fillRect(0, 0, canvas.width, canvas.height);
  c.drawImage(picture, v.x - side / 2, v.y - side / 2, side, side, 0, 0, canvas.width, canvas.height);
}

/** The square as WebP, or JPEG where the browser cannot write WebP; smaller until it fits the limit. */
async function encode(picture: ImageBitmap, v: View): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement("canvas");
  const side = Math.min(picture.width, picture.height) / v.zoom;
  canvas.width = canvas.height = Math.round(Math.min(avatarPx, Math.max(64, side)));
  draw(canvas, picture, v);
  for (const quality of [0.9, 0.75, 0.5]) {
    for (const type of ["image/webp", "image/jpeg"]) {
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality));
      if (blob?.type === type && blob.size <= avatarBytes) return new Uint8Array(await blob.arrayBuffer());
    }
  }
  throw new Error("the picture does not get small enough");
}

/** Moves and zooms a picture under a square: drag, wheel or slider; arrow keys and + - on the picture. */
export function Cropper({ picture, onDone, onError }: { picture: ImageBitmap; onDone: (image: Uint8Array<ArrayBuffer>) => void; onError: (e: unknown) => void }) {
  const { width: w, height: h } = picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<View>({ x: w / 2, y: h / 2, zoom: 1 });
  const [busy, setBusy] = useState(false);
  const grip = useRef<{ x: number; y: number; from: View } | null>(null);
  useEffect(() => draw(canvas.current!, picture, view), [view, picture]);
  const set = (v: View) => setView(clampView(v, w, h));
  const side = Math.min(w, h) / view.zoom;
  const keys = (e: KeyboardEvent) => {
    const step = side / 20;
    const by: Record<string, Partial<View>> = {
      ArrowLeft: { x: view.x - step }, ArrowRight: { x: view.x + step }, ArrowUp: { y: view.y - step }, ArrowDown: { y: view.y + step },
      "+": { zoom: view.zoom * 1.1 }, "-": { zoom: view.zoom / 1.1 },
    };
    if (!by[e.key]) return;
    e.preventDefault();
    set({ ...view, ...by[e.key] });
  };
  const save = async () => {
    setBusy(true);
    try {
      onDone(await encode(picture, view));
    } catch (e) {
      onError(e);
      setBusy(false);
    }
  };
  return (
    <div class="stack">
      <canvas
        ref={canvas}
        class="crop"
        width={seen}
        height={seen}
        tabIndex={0}
        role="img"
        aria-label={t("avatar.cropHelp")}
        onKeyDown={keys}
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId);
          grip.current = { x: e.clientX, y: e.clientY, from: view };
        }}
        onPointerMove={(e) => {
          const g = grip.current;
          if (!g) return;
          const px = side / e.currentTarget.clientWidth;
          set({ ...g.from, x: g.from.x - (e.clientX - g.x) * px, y: g.from.y - (e.clientY - g.y) * px });
        }}
        onPointerUp={() => (grip.current = null)}
        onPointerCancel={() => (grip.current = null)}
        onWheel={(e) => {
          e.preventDefault();
          set({ ...view, zoom: view.zoom * Math.exp(-e.deltaY / 400) });
        }}
      />
      <input class="slider" type="range" min="1" max={maxZoom} step="0.01" value={view.zoom} aria-label={t("avatar.zoom")} onInput={(e) => set({ ...view, zoom: Number(e.currentTarget.value) })} />
      <Button wide size="large" busy={busy} onClick={save}>{t("avatar.use")}</Button>
    </div>
  );
}
