// Our own line drawings: .a marigold line, .f filled with the ground, .s soft indigo, .m marigold.
import type { JSX } from "preact";

export type ArtName = "square" | "chats" | "people" | "search" | "broken" | "offline" | "keys" | "done";

const ground = <path d="M16 126h144" />;

const drawings: Record<ArtName, JSX.Element> = {
  // The town square at dusk: the banyan, four paths, the lamp-lit dot in the middle.
  square: (
    <>
      <circle class="s" cx="88" cy="62" r="54" />
      <path d="M10 126h156M34 126c18-9 36-14 54-14s36 5 54 14" />
      <path class="f" d="M52 74c-13 0-20-9-18-19 1-8 8-13 15-13 1-12 11-20 22-20 5-8 27-9 34 1 12-2 23 7 23 19 9 0 17 7 16 16-1 10-9 16-20 16-6 8-18 8-24 2-7 6-18 5-23-1-7 6-19 5-25-1Z" />
      <path d="M80 112c2-12 2-22 0-36M96 112c-2-12-2-22 0-36M88 112V84M80 92c-8-2-13-8-14-15M96 90c8-2 12-7 13-13" />
      <path class="a" d="M58 50c4-6 10-9 16-8M104 40c6 0 11 3 14 8" />
      <circle class="m" cx="88" cy="119" r="4" />
      <path d="M28 126v-16m0 0a5 5 0 1 0-.1-10 5 5 0 0 0 .1 10ZM148 126v-16m0 0a5 5 0 1 0-.1-10 5 5 0 0 0 .1 10Z" />
    </>
  ),
  chats: (
    <>
      <circle class="s" cx="88" cy="70" r="52" />
      <path class="f" d="M40 40h64a14 14 0 0 1 14 14v20a14 14 0 0 1-14 14H66L50 102V88H40a14 14 0 0 1-14-14V54a14 14 0 0 1 14-14Z" />
      <path d="M46 58h44M46 71h28" />
      <path class="f" d="M96 74h36a14 14 0 0 1 14 14v12a14 14 0 0 1-14 14h-4v12l-14-12H96a14 14 0 0 1-14-14V88a14 14 0 0 1 14-14Z" />
      <circle class="m" cx="102" cy="94" r="3.4" />
      <circle class="m" cx="114" cy="94" r="3.4" />
      <circle class="m" cx="126" cy="94" r="3.4" />
    </>
  ),
  people: (
    <>
      <circle class="s" cx="88" cy="66" r="52" />
      {ground}
      <path class="f" d="M40 126v-14c0-12 9-20 20-20s20 8 20 20v14M96 126v-14c0-12 9-20 20-20s20 8 20 20v14" />
      <circle class="f" cx="60" cy="74" r="13" />
      <circle class="f" cx="116" cy="74" r="13" />
      <path class="f" d="M64 126v-20c0-14 10-23 24-23s24 9 24 23v20" />
      <circle class="f" cx="88" cy="58" r="16" />
      <path class="a" d="M80 61c2 5 14 5 16 0M88 20v10M64 28l5 8M112 28l-5 8" />
    </>
  ),
  search: (
    <>
      <circle class="s" cx="84" cy="66" r="50" />
      <circle class="f" cx="80" cy="62" r="32" />
      <path d="m104 86 32 34" />
      <path class="a" d="M62 60a18 18 0 0 1 14-16" />
      {ground}
    </>
  ),
  broken: (
    <>
      <circle class="s" cx="88" cy="66" r="52" />
      {ground}
      <path class="f" d="M52 126V56a8 8 0 0 1 8-8h22l-6 18 14 10-8 16 8 12-6 22Z" />
      <path class="f" d="M124 126V56a8 8 0 0 0-8-8H98l-6 18 14 10-8 16 8 12-6 22Z" />
      <path class="a" d="M88 20v12M66 26l5 9M110 26l-5 9" />
    </>
  ),
  offline: (
    <>
      <circle class="s" cx="88" cy="66" r="52" />
      {ground}
      <path class="f" d="M56 98a20 20 0 0 1 0-40c2-16 15-28 32-28 15 0 28 9 31 24 12 0 21 10 21 22s-9 22-21 22Z" />
      <path class="a" d="m76 62 24 24M100 62 76 86" />
    </>
  ),
  keys: (
    <>
      <circle class="s" cx="88" cy="66" r="52" />
      {ground}
      <circle class="f" cx="66" cy="66" r="24" />
      <circle class="m" cx="60" cy="66" r="5" />
      <path d="M90 66h48v14M122 66v12" />
    </>
  ),
  done: (
    <>
      <circle class="s" cx="88" cy="66" r="52" />
      {ground}
      <circle class="f" cx="88" cy="66" r="34" />
      <path class="a" d="m72 67 11 11 21-23" />
    </>
  ),
};

export function Art({ name }: { name: ArtName }) {
  return (
    <svg class="art state-art" viewBox="0 0 176 140" aria-hidden="true">
      {drawings[name]}
    </svg>
  );
}
