// IndexedDB, one set of databases per account slot, so that two accounts in one browser never see
// each other's rows. Everything in it is a cache: the server can refill it.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import { slot } from "./slots";

type Upgrade<S extends DBSchema> = (db: IDBPDatabase<S>, from: number, tx: IDBPTransaction<S, StoreNames<S>[], "versionchange">) => void;

const open = new Set<IDBPDatabase<never>>();

/** The name of a database: "alun-0-chat". */
export function dbName(name: string, n = slot): string {
  return `alun-${n}-${name}`;
}

/**
 * Opens this slot's database called name. A newer version in another tab closes this one: calls
 * then fail, and the page is told to reload by the service worker's update notice.
 */
export async function openSlotDb<S extends DBSchema>(name: string, version: number, upgrade: Upgrade<S>): Promise<IDBPDatabase<S>> {
  const db: IDBPDatabase<S> = await openDB<S>(dbName(name), version, {
    upgrade: (d, from, _to, tx) => upgrade(d, from, tx),
    blocking: () => db.close(),
  });
  open.add(db as unknown as IDBPDatabase<never>);
  return db;
}

/** Removes every database of a slot: at sign-out nothing of the account stays in the browser. */
export async function wipeSlot(n = slot): Promise<void> {
  if (n === slot) {
    for (const db of open) db.close();
    open.clear();
  }
  const all = (await indexedDB.databases?.()) ?? [];
  await Promise.all(all.filter((d) => d.name?.startsWith(`alun-${n}-`)).map((d) => deleteDB(d.name!)));
}
