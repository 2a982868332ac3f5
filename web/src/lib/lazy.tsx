import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

/**
 * A component whose code is fetched when it is first drawn. fallback stands in meanwhile; failed
 * gets a way to try again when the code could not be fetched.
 */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, fallback: () => VNode | null, failed: (retry: () => void) => VNode): ComponentType<P> {
  let got: ComponentType<P> | null = null;
  let pending: Promise<void> | null = null;
  return function Lazy(props: P) {
    const [turn, redraw] = useState(0);
    const [bad, setBad] = useState(false);
    useEffect(() => {
      if (got) return;
      let here = true;
      pending ??= load().then((c) => void (got = c));
      pending.then(
        () => here && redraw((n) => n + 1),
        () => {
          pending = null;
          if (here) setBad(true);
        },
      );
      return () => void (here = false);
    }, [turn, bad]);
    if (got) {
      const Got = got;
      return <Got {...props} />;
    }
    return bad ? failed(() => setBad(false)) : fallback();
  };
}
