// The demo town tells the PIN of its people where one is asked for. Whoever chose another one in this browser is not told a wrong one.
import { owner, wallet } from "../wallet/state";

const key = () => `alun.own-pin.${owner.peek()}`;

/** A PIN was chosen here: remembers, on a demo server, only whether it is another than the town's. */
export function chosePin(pin: string): void {
  const demo = wallet.peek()?.demoPin;
  if (!demo) return;
  if (pin === demo) localStorage.removeItem(key());
  else localStorage.setItem(key(), "1");
}

/** The town's PIN, where it is worth telling; else empty. */
export function demoPin(): string {
  const w = wallet.value;
  return w?.pinSet && !localStorage.getItem(key()) ? w.demoPin : "";
}
