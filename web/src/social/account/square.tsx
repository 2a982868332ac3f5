/** The town square at dusk, drawn in lines for the cover of the sign-in page. */
export function Square() {
  return (
    <svg class="door-art" viewBox="0 0 420 260" aria-hidden="true">
      <circle cx="300" cy="66" r="26" fill="#f6a723" stroke="none" />
      <path d="M0 214h420" />
      <path d="M60 214v-58l44-26 44 26v58M76 214v-34h18v34M112 176h20v18h-20zM48 160l56-34 56 34" />
      <path d="M268 214v-46h96v46M258 170l22-30h72l22 30M288 214v-26h20v26M324 188h24v14h-24z" />
      <path d="M160 150c-16 0-24-11-22-24 2-10 10-17 20-17 1-16 14-27 29-26 8-12 38-13 48 2 16-3 31 9 31 25 12 0 23 9 22 22-1 13-12 21-26 21-8 11-24 11-32 3-10 8-24 7-31-1-9 8-27 7-39-5Z" fill="#2a338f" />
      <path d="M198 214c3-18 3-34 0-58M222 214c-3-18-3-34 0-58M210 214v-50M198 178c-12-3-20-11-22-22M222 174c10-3 16-9 18-18M180 152v26M250 150v20" />
      <path d="M168 112c6-9 16-13 24-12M236 96c9-1 16 4 20 12" stroke="#f6a723" />
      <path d="M24 214v-30m0 0a8 8 0 1 0-.1-16 8 8 0 0 0 .1 16ZM396 214v-30m0 0a8 8 0 1 0-.1-16 8 8 0 0 0 .1 16Z" />
      <path d="M172 240c12-8 24-12 38-12s26 4 38 12M120 254c26-16 56-26 90-26s64 10 90 26" opacity=".6" />
      <circle cx="210" cy="226" r="4" fill="#f6a723" stroke="none" />
    </svg>
  );
}
