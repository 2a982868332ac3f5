import { useEffect } from "preact/hooks";

/** Keeps the screen from going dark while on; the browser lets go by itself when the tab is hidden. */
export function useWakeLock(on: boolean): void {
  useEffect(() => {
    if (!on || !navigator.wakeLock) return;
    let lock: WakeLockSentinel | undefined;
    let over = false;
    navigator.wakeLock.request("screen").then(
      (l) => {
        lock = l;
        if (over) void l.release();
      },
      () => undefined, // a low battery forbids it
    );
    return () => {
      over = true;
      void lock?.release();
    };
  }, [on]);
}
