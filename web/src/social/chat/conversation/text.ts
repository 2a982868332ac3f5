// Finds what a plain text holds: links, mentions, and texts of nothing but emoji. Nothing here makes HTML.

export type Part = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

// http and https only, or a bare www.; ends before closing punctuation.
const links = /\b(?:https?:\/\/|www\.)[^\s<>"'`\u3000-\u303f\uff00-\uffef]+/gi;
const mails = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

function closing(url: string): string {
  let end = url.length;
  for (;;) {
    const c = url[end - 1]!;
    if (".,;:!?…".includes(c)) end--;
    else if (c === ")" && !url.slice(0, end).includes("(")) end--;
    else if (c === "]" || c === "}" || c === "*") end--;
    else return url.slice(0, end);
    if (end === 0) return "";
  }
}

/** Splits a text into words and links. Only http, https and mailto ever become links. */
export function partsOf(text: string): Part[] {
  const hits: { at: number; text: string; href: string }[] = [];
  for (const m of text.matchAll(links)) {
    const shown = closing(m[0]);
    const href = /^www\./i.test(shown) ? `https://${shown}` : shown;
    if (URL.canParse(href)) hits.push({ at: m.index, text: shown, href: new URL(href).href });
  }
  for (const m of text.matchAll(mails)) {
    if (!hits.some((h) => m.index >= h.at && m.index < h.at + h.text.length)) hits.push({ at: m.index, text: m[0], href: `mailto:${m[0]}` });
  }
  hits.sort((a, b) => a.at - b.at);
  const parts: Part[] = [];
  let at = 0;
  for (const h of hits) {
    if (h.at < at) continue;
    if (h.at > at) parts.push({ kind: "text", text: text.slice(at, h.at) });
    parts.push({ kind: "link", text: h.text, href: h.href });
    at = h.at + h.text.length;
  }
  if (at < text.length) parts.push({ kind: "text", text: text.slice(at) });
  return parts;
}

const emoji = /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\u200d|\ufe0f)+$/u;
const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** How many emoji a text of one to three emoji and nothing else holds; 0 for any other text. */
export function onlyEmoji(text: string): number {
  const t = text.trim();
  if (!t || t.length > 40 || /[0-9#*]/.test(t) || !emoji.test(t.replace(/\s/g, ""))) return 0;
  const n = segmenter ? [...segmenter.segment(t.replace(/\s/g, ""))].length : [...t].length;
  return n <= 3 ? n : 0;
}

/** A text in one line, at most max characters, for lists and quotes. */
export function oneLine(text: string, max = 140): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > max ? line.slice(0, max) + "…" : line;
}

/** The word before the caret that begins with @, and where it begins; null when there is none. */
export function mentionAt(text: string, caret: number): { from: number; word: string } | null {
  const m = /(?:^|[\s(\u3000-\u303f])@([^\s@]{0,30})$/u.exec(text.slice(0, caret));
  return m ? { from: caret - m[1]!.length - 1, word: m[1]! } : null;
}

/** The mentioned people whose "@name" still stands in the text. */
export function mentionsIn<T extends { name: string }>(text: string, picked: readonly T[]): T[] {
  return picked.filter((p) => text.includes("@" + p.name));
}
