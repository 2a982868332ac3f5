// Reads codes from pictures: QR and Code 128, by the browser's own reader where it has one, else by ours, which are
// fetched when first needed (docs/adr/0041).

interface Reader {
  /** The text of a code in the picture, "" when there is none. */
  read(source: HTMLVideoElement | ImageBitmap): Promise<string>;
}

interface BarcodeDetectorLike {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
declare const BarcodeDetector: { new (o: { formats: string[] }): BarcodeDetectorLike; getSupportedFormats(): Promise<string[]> } | undefined;

let reader: Promise<Reader> | undefined;

const wanted = ["qr_code", "code_128"];

/** The reader of this browser. */
export function codeReader(): Promise<Reader> {
  return (reader ??= choose());
}

async function choose(): Promise<Reader> {
  const has = typeof BarcodeDetector === "undefined" ? [] : await BarcodeDetector.getSupportedFormats().catch(() => [] as string[]);
  if (typeof BarcodeDetector !== "undefined" && wanted.every((f) => has.includes(f))) {
    const detector = new BarcodeDetector({ formats: wanted });
    return { read: async (source) => (await detector.detect(source))[0]?.rawValue ?? "" };
  }
  const [{ default: decode }, { readCode128 }] = await Promise.all([import("qr/decode.js"), import("../../lib/code128-read")]);
  const canvas = document.createElement("canvas");
  /** The picture, no larger than side. */
  const drawn = (source: HTMLVideoElement | ImageBitmap, side: number) => {
    const [w, h] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
    const scale = Math.min(1, side / Math.max(w, h));
    canvas.width = Math.max(1, Math.round(w * scale));
    canvas.height = Math.max(1, Math.round(h * scale));
    const pen = canvas.getContext("2d", { willReadFrequently: true })!;
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  };
  const square = (pixels: ImageData) => {
    try {
      return decode(pixels);
    } catch {
      return "";
    }
  };
  return {
    read: async (source) => {
      // A square code is found best when its squares are a few pixels wide, a barcode when nothing is lost.
      const bars = readCode128(drawn(source, 1280));
      if (bars) return bars;
      // Large pictures are read in several sizes; of a camera the next frame may be better.
      for (const side of source instanceof HTMLVideoElement ? [640] : [640, 1200, 360]) {
        const text = square(drawn(source, side));
        if (text) return text;
      }
      return "";
    },
  };
}
