// What the desk works out by itself: pure rules.
import type { GetTotalsResponse_Total as Total } from "../../../gen/alun/admin/v1/money_pb";

/** The books of one currency. */
export interface Book {
  currency: string;
  rows: Total[];
  /** Of all accounts; anything but zero means that money was made or lost. */
  sum: bigint;
}

/** One book a currency, in the order in which they come. */
export function books(totals: readonly Total[]): Book[] {
  const by = new Map<string, Book>();
  for (const t of totals) {
    let book = by.get(t.currency);
    if (!book) by.set(t.currency, (book = { currency: t.currency, rows: [], sum: 0n }));
    book.rows.push(t);
    book.sum += t.posted;
  }
  return [...by.values()];
}

/** The limits of a cover picture, as the server has them. */
export const cover = { leastWidth: 600, leastHeight: 800, mostWidth: 1200, mostHeight: 1600, mostBytes: 1 << 20 };

/** Why a picture cannot be a cover; "" when it can. */
export function coverFault(width: number, height: number, bytes: number, type: string): "" | "type" | "bytes" | "size" | "shape" {
  if (type !== "image/png" && type !== "image/jpeg") return "type";
  if (bytes > cover.mostBytes) return "bytes";
  if (width < cover.leastWidth || height < cover.leastHeight || width > cover.mostWidth || height > cover.mostHeight) return "size";
  return width * 4 === height * 3 ? "" : "shape";
}
