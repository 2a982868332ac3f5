// What rooms above this one put on the Me tab: each a component that brings its own code when it is drawn.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

/** Drawn in this order between the card and the settings. */
export const onMe = signal<readonly ComponentType[]>([]);
