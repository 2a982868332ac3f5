import { useState } from "preact/hooks";

let last = 0;

/**
 * An id that no other element of the page has, for labels and descriptions. Preact's own useId begins anew in every overlay,
 * which is a tree of its own, so that a sheet's label would name a field of the page below.
 */
export function useId(): string {
  return useState(() => `i${++last}`)[0];
}
