/** A text without case and accents, for searching. */
export function fold(s: string): string {
  return s.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Whether every word of the query begins a word of some name, or stands inside one that has no spaces (Chinese). */
export function matches(query: string, ...names: string[]): boolean {
  const all = names.filter(Boolean).map(fold);
  const words = fold(query.replace(/^@/, "")).split(/\s+/).filter(Boolean);
  return words.length > 0 && words.every((w) => all.some((n) => n.startsWith(w) || n.split(/[\s._-]+/).some((part) => part.startsWith(w)) || (/[^\u0000-\u024f]/.test(w) && n.includes(w))));
}
