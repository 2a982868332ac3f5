// Where the codes for paying offline are kept: in this slot's IndexedDB, sealed with AES-GCM under a key that the browser does
// not let out. Signing out removes the database. Where there is no Web Crypto (a page without HTTPS) nothing is kept.
import type { DBSchema } from "idb";
import { openSlotDb } from "../../lib/db";
import { slot } from "../../lib/slots";
import { alive, take, type Code } from "./codes";

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}
interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKey };
  sealed: { key: string; value: Sealed };
}

let db: ReturnType<typeof openSlotDb<Schema>> | undefined;

function open(): ReturnType<typeof openSlotDb<Schema>> {
  return openSlotDb<Schema>("pay", 1, (d) => {
    d.createObjectStore("keys");
    d.createObjectStore("sealed");
  });
}

/** The database, opened again when a sign-out has closed it meanwhile. */
async function kept() {
  const d = await (db ??= open());
  try {
    d.transaction("sealed"); // throws on a closed one
    return d;
  } catch {
    return await (db = open());
  }
}

/** Whether this page can keep codes at all. */
export const canKeep = typeof crypto !== "undefined" && crypto.subtle !== undefined;

async function key(): Promise<CryptoKey> {
  const d = await kept();
  const old = await d.get("keys", "codes");
  if (old) return old;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await d.put("keys", fresh, "codes");
  return fresh;
}

async function read(): Promise<Code[]> {
  const d = await kept();
  const sealed = await d.get("sealed", "codes");
  if (!sealed) return [];
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, await key(), sealed.bytes);
    return JSON.parse(new TextDecoder().decode(plain)) as Code[];
  } catch {
    return []; // sealed under a key that is gone: a new set will be asked for
  }
}

async function write(codes: readonly Code[]): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), new TextEncoder().encode(JSON.stringify(codes)));
  await (await kept()).put("sealed", { iv, bytes }, "codes");
}

/** Two tabs of one slot never take the same code. Browsers without Web Locks take their chance. */
function alone<T>(run: () => Promise<T>): Promise<T> {
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  return locks ? (locks.request(`alun-${slot}-pay-codes`, run) as Promise<T>) : run();
}

/** Puts a new set in the place of the old one. */
export async function keepCodes(codes: readonly Code[]): Promise<void> {
  if (canKeep) await alone(() => write(codes));
}

/** The codes that are left. */
export async function keptCodes(now: number): Promise<Code[]> {
  return canKeep ? alive(await read(), now) : [];
}

/** Takes one out for good; undefined when none is left. */
export async function takeCode(now: number): Promise<{ code?: Code; left: number }> {
  if (!canKeep) return { left: 0 };
  return alone(async () => {
    const { code, rest } = take(await read(), now);
    await write(rest);
    return { code, left: rest.length };
  });
}
