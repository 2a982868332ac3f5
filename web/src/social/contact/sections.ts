// Pure rules of the list: names, sections of the index, search.
import type { Contact } from "../../gen/alun/contact/v1/contact_pb";
import { Relation } from "../../gen/alun/contact/v1/contact_pb";
import type { Section } from "../../kit";

/** What the reader calls somebody: the remark, else the person's own name. */
export function nameOf(c: Contact): string {
  return c.remark || c.person?.name || c.person?.handle || "";
}

/** "A" to "Z" by the sort key, which the server writes in Latin letters; "#" for all else. */
export function initialOf(c: Contact): string {
  const first = c.sortKey.charAt(0);
  return first >= "a" && first <= "z" ? first.toUpperCase() : "#";
}

/** Those who stand in the list: friends who are not blocked. */
export function listed(contacts: readonly Contact[]): Contact[] {
  return contacts.filter((c) => c.relation === Relation.FRIEND && !c.blocked);
}

/** Sections in the order of the contacts, "#" last, the starred ones before them all under a star. */
export function sectionsOf(contacts: readonly Contact[]): Section<Contact>[] {
  const by = new Map<string, Contact[]>();
  for (const c of contacts) {
    const key = initialOf(c);
    const list = by.get(key);
    if (list) list.push(c);
    else by.set(key, [c]);
  }
  const keys = [...by.keys()].sort((a, b) => Number(a === "#") - Number(b === "#") || (a < b ? -1 : 1));
  const starred = contacts.filter((c) => c.starred);
  const out = keys.map((key) => ({ key, items: by.get(key)! }));
  return starred.length ? [{ key: "☆", items: starred }, ...out] : out;
}

/** Letters without marks, small: what is typed and what is searched are compared so. */
export function fold(s: string): string {
  return s.normalize("NFKD").replace(/\p{Mn}/gu, "").toLocaleLowerCase();
}

/** Whether a contact fits what was typed: a part of a name, the handle, a tag, the pinyin, or its initials (zr finds 曾柔). */
export function fits(c: Contact, typed: string): boolean {
  const q = fold(typed.trim()).replace(/^@/, "");
  if (!q) return true;
  const fields = [c.remark, c.person?.name ?? "", c.person?.handle ?? "", ...c.tags];
  if (fields.some((f) => fold(f).includes(q))) return true;
  const letters = q.replace(/\s+/g, "");
  if (c.sortKey.replace(/ /g, "").includes(letters)) return true;
  const initials = c.sortKey.split(" ").map((w) => w.charAt(0)).join("");
  return letters.length > 1 && initials.includes(letters);
}

/** All tags in use with how many bear them, in the reader's order. */
export function tagsOf(contacts: readonly Contact[], locale: string): { tag: string; n: number }[] {
  const counts = new Map<string, number>();
  for (const c of contacts) for (const tag of c.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([tag, n]) => ({ tag, n })).sort((a, b) => a.tag.localeCompare(b.tag, locale));
}

/** What somebody typed into "add contact": a phone number, a handle, or the text of a QR code. */
export type Wanted = { case: "handle" | "phone" | "qr"; value: string };

/** Digits, spaces and signs of a phone number only, with at least five digits, is a phone number; else it is a handle. */
export function wanted(typed: string): Wanted {
  const text = typed.trim();
  if (/\/q\/[\w-]+$/.test(text)) return { case: "qr", value: text };
  if (/^[+\d][\d\s().-]*$/.test(text) && text.replace(/\D/g, "").length >= 5) return { case: "phone", value: text.replace(/[^\d+]/g, "") };
  return { case: "handle", value: text.replace(/^@/, "").toLowerCase() };
}

/** The token of a personal QR code of this server; "" when the text is something else. */
export function tokenOf(text: string, host: string): string {
  try {
    const url = new URL(text);
    const m = /^\/(?:u\/\d\/)?q\/([\w-]+)$/.exec(url.pathname);
    return m && url.host === host ? m[1]! : "";
  } catch {
    return ""; // no address at all
  }
}
