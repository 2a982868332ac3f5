// A code as a picture to save: drawn on a canvas, so that it looks the same wherever it is sent.
import { encode } from "uqr";

export interface CodePicture {
  text: string;
  /** Above the code, such as a name. */
  title: string;
  /** Below it, large. */
  line: string;
  /** Below that, small. */
  note: string;
  /** Of the file. */
  name: string;
}

const wide = 900; // px
const side = 660; // px, of the code with its quiet zone

/** Draws the picture and hands it to the browser as a download. */
export async function saveCode(p: CodePicture): Promise<void> {
  const blob = await drawCode(p);
  saveBlob(blob, p.name);
}

/** Hands a file to the browser's downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the download has begun long before
}

async function drawCode(p: CodePicture): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = wide;
  canvas.height = p.note ? 1130 : 1060;
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = "#3743b5";
  pen.fillRect(0, 0, wide, canvas.height);
  pen.fillStyle = "#fff";
  pen.textAlign = "center";
  text(pen, p.title, 48, 110);
  pen.beginPath();
  pen.roundRect((wide - side) / 2, 160, side, side, 36);
  pen.fill();
  const { data, size } = encode(p.text, { ecc: "M", border: 0 });
  const module = Math.floor((side - 80) / size);
  const from = (wide - module * size) / 2;
  const top = 160 + (side - module * size) / 2;
  pen.fillStyle = "#1c1e2b";
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (data[y]![x]) pen.fillRect(from + x * module, top + y * module, module, module);
  pen.fillStyle = "#fff";
  text(pen, p.line, 64, 930);
  if (p.note) text(pen, p.note, 36, 1010);
  pen.fillStyle = "#f6a723";
  text(pen, "alun", 34, canvas.height - 36);
  return new Promise((done, fail) => canvas.toBlob((b) => (b ? done(b) : fail(new Error("the picture could not be drawn"))), "image/png"));
}

/** A centred line, smaller when it would not fit. */
function text(pen: CanvasRenderingContext2D, words: string, px: number, y: number): void {
  const font = (size: number) => `700 ${size}px ${getComputedStyle(document.body).fontFamily}`;
  pen.font = font(px);
  const room = wide - 80;
  const need = pen.measureText(words).width;
  if (need > room) pen.font = font(Math.max(18, Math.floor((px * room) / need)));
  pen.fillText(words, wide / 2, y, room);
}
