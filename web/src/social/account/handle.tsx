import { useEffect, useState } from "preact/hooks";
import { Icon, Spinner, TextField } from "../../kit";
import { sentence } from "../../lib/errors";
import { longDate } from "../../lib/format";
import { ms } from "../../lib/rpc";
import { handlePattern } from "./limits";
import { account } from "./session";
import { t } from "./words";

type Check = { state: "idle" | "checking" | "free" | "odd" } | { state: "taken"; why: string };

export interface HandleState {
  value: string;
  set: (v: string) => void;
  check: Check;
  /** It cannot be taken as it stands. */
  blocked: boolean;
}

/** A handle being typed, checked with the server 350 ms after the last key. */
export function useHandle(own: string): HandleState {
  const [value, setValue] = useState(own);
  const [check, setCheck] = useState<Check>({ state: "idle" });
  useEffect(() => {
    if (!value || value === own) return setCheck({ state: "idle" });
    if (!handlePattern.test(value)) return setCheck({ state: "odd" });
    setCheck({ state: "checking" });
    let here = true;
    const timer = setTimeout(async () => {
      try {
        const r = await account.checkHandle({ handle: value });
        const until = r.freeAtMs > 0n ? t("handle.until", { date: longDate(ms(r.freeAtMs)) }) : "";
        if (here) setCheck(r.free ? { state: "free" } : { state: "taken", why: until || sentence(r.code) || t("handle.taken") });
      } catch {
        if (here) setCheck({ state: "idle" }); // saving will tell
      }
    }, 350);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [value, own]);
  return { value, set: (v) => setValue(v.trim().toLowerCase().replace(/^@/, "")), check, blocked: check.state === "odd" || check.state === "taken" };
}

export function HandleField({ handle, optional, disabled, note }: { handle: HandleState; optional?: boolean; disabled?: boolean; note?: string }) {
  const c = handle.check;
  const text = c.state === "odd" ? t("handle.odd") : c.state === "taken" ? c.why : c.state === "free" ? t("handle.free") : (note ?? t("handle.note"));
  return (
    <TextField
      label={optional ? t("handle.optional") : t("handle")}
      prefix="@"
      value={handle.value}
      onValue={handle.set}
      autocapitalize="off"
      autocomplete="off"
      spellcheck={false}
      maxLength={33}
      disabled={disabled}
      dir="ltr"
      note={text}
      tone={c.state === "odd" || c.state === "taken" ? "bad" : c.state === "free" ? "good" : undefined}
      suffix={c.state === "checking" ? <Spinner /> : c.state === "free" ? <Icon name="check" /> : undefined}
    />
  );
}
