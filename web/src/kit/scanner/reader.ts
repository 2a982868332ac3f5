// Reads codes from pictures: QR and Code 128 by the browser's own reader where it has one, else QR alone by ours, which is
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
  if (typeof BarcodeDetector !== "undefined" && has.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: wanted.filter((f) => has.includes(f)) });
    return { read: async (source) => (await detector.detect(source))[0]?.rawValue ?? "" };
  }
  const { default: decode } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  return {
    read: async (source) => {
      const [w, h] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
      // Large pictures are read in several sizes: a code is found best when its squares are a few pixels wide.
      for (const side of [640, 1200, 360]) {
        const scale = Math.min(1, side / Math.max(w, h));
        canvas.width = Math.max(1, Math.round(w * scale));
        canvas.height = Math.max(1, Math.round(h * scale));
        const pen = canvas.getContext("2d", { willReadFrequently: true })!;
        pen.drawImage(source, 0, 0, canvas.width, canvas.height);
        try {
          return decode(pen.getImageData(0, 0, canvas.width, canvas.height));
        } catch {
          if (source instanceof HTMLVideoElement) return ""; // the next frame may be better
        }
      }
      return "";
    },
  };
}
