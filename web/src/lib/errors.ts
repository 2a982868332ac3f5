// Failures of calls in words. Each wing adds the sentences for its own machine codes.
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorSchema } from "../gen/alun/errs/v1/errs_pb";
import { ago } from "./format";
import { words, type Say, type Table } from "./i18n";
import { toast } from "./toast";

export interface Failure {
  /** Machine code, such as "account.code_wrong"; "offline" when the server was not reached. */
  code: string;
  /** invalid, not_found, denied, conflict, exhausted, unavailable, internal. */
  kind: string;
  /** When trying again may help, Unix ms; 0 says nothing. */
  retryAt: number;
  /** Names an internal failure in the server's log. */
  reference: string;
}

const general = words({
  en: {
    offline: "No connection to the server. Check your network and try again.",
    invalid: "That cannot be right. Please check what you entered.",
    not_found: "That does not exist, or not any more.",
    denied: "You are not allowed to do that.",
    conflict: "Something changed meanwhile. Please look again.",
    exhausted: "That was too much at once.",
    again: "{text} Try again {when}.",
    unavailable: "The server is busy. Please try again in a moment.",
    internal: "Something went wrong on the server.",
    withReference: "{text} Reference: {ref}",
  },
  id: {
    offline: "Tidak ada koneksi ke server. Periksa jaringan Anda lalu coba lagi.",
    invalid: "Ada yang keliru. Periksa lagi isian Anda.",
    not_found: "Itu tidak ada, atau sudah tidak ada.",
    denied: "Anda tidak diizinkan melakukan itu.",
    conflict: "Ada yang berubah sementara itu. Silakan lihat lagi.",
    exhausted: "Terlalu banyak sekaligus.",
    again: "{text} Coba lagi {when}.",
    unavailable: "Server sedang sibuk. Coba lagi sebentar.",
    internal: "Terjadi kesalahan di server.",
    withReference: "{text} Referensi: {ref}",
  },
  zh: {
    offline: "无法连接服务器，请检查网络后重试。",
    invalid: "内容有误，请检查后再试。",
    not_found: "内容不存在或已被删除。",
    denied: "你没有权限进行此操作。",
    conflict: "内容已有变化，请重新查看。",
    exhausted: "操作过于频繁。",
    again: "{text}请在{when}重试。",
    unavailable: "服务器繁忙，请稍后重试。",
    internal: "服务器出错了。",
    withReference: "{text}编号：{ref}",
  },
});

const tables: Say<Table>[] = [];

/** Adds a wing's sentences; their keys are machine codes. */
export function addErrorWords<T extends Table>(say: Say<T>): void {
  tables.push(say as unknown as Say<Table>);
}

/** What a thrown value says. Whatever did not come from the server as a typed failure is "offline" or "internal". */
export function failureOf(thrown: unknown): Failure {
  const e = ConnectError.from(thrown);
  const detail = e.findDetails(ErrorSchema)[0];
  if (detail) {
    const wait = Number(detail.retryAfterMs);
    return { code: detail.code, kind: detail.kind, retryAt: wait ? Date.now() + wait : 0, reference: detail.reference };
  }
  const unreached = e.code === Code.Unavailable || e.code === Code.DeadlineExceeded || e.code === Code.Canceled || thrown instanceof TypeError || (e.code === Code.Unknown && e.cause instanceof TypeError);
  return { code: unreached ? "offline" : "internal", kind: unreached ? "unavailable" : "internal", retryAt: 0, reference: "" };
}

/** The sentence for a machine code that came as data, if some wing has one. */
export function sentence(code: string): string | undefined {
  const own = tables.find((t) => t.has(code)) as ((key: string) => string) | undefined;
  return own?.(code);
}

/** A failure as a sentence in the reader's language, with when to try again if that is known. */
export function explain(thrown: unknown, now = Date.now()): string {
  const f = failureOf(thrown);
  if (f.code === "offline") return general("offline");
  const text = sentence(f.code) ?? general(isKind(f.kind) ? f.kind : "internal");
  if (f.retryAt > now) return general("again", { text, when: ago(f.retryAt, now) });
  return f.reference ? general("withReference", { text, ref: f.reference }) : text;
}

type Kind = "invalid" | "not_found" | "denied" | "conflict" | "exhausted" | "unavailable" | "internal";

function isKind(kind: string): kind is Kind {
  return ["invalid", "not_found", "denied", "conflict", "exhausted", "unavailable", "internal"].includes(kind);
}

/** Shows a failure as a passing notice. For use as .catch(toastError). */
export function toastError(thrown: unknown): void {
  toast(explain(thrown), { tone: "bad" });
}
