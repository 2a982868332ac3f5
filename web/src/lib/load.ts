import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Loaded<T> {
  data: T | undefined;
  /** What the last try threw; data of an earlier try stays. */
  error: unknown;
  reload: () => void;
  /** Puts in what a change answered with, without asking again. */
  set: (data: T) => void;
}

/** Fetches when mounted and on reload(); a late answer of an earlier try is dropped. */
export function useLoad<T>(fetch: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ data?: T; error?: unknown }>({});
  const turn = useRef(0);
  const run = useRef(fetch);
  run.current = fetch;
  const reload = useCallback(() => {
    const mine = ++turn.current;
    run.current().then(
      (data) => mine === turn.current && setState({ data }),
      (error: unknown) => mine === turn.current && setState((s) => ({ data: s.data, error })),
    );
  }, []);
  const set = useCallback((data: T) => {
    turn.current++;
    setState({ data });
  }, []);
  useEffect(() => {
    reload();
    return () => void turn.current++;
  }, []);
  return { data: state.data, error: state.error, reload, set };
}
