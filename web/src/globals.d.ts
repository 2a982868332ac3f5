declare module '*.css';

/** The address of a style sheet that a lazy part loads by itself (lib/sheet.ts); built by cmd/webbuild. */
declare module '*.css?sheet' {
  const url: string;
  export default url;
}

declare module '*.svg' {
  const text: string;
  export default text;
}

/** Addresses that the service worker stores at install; filled in by cmd/webbuild. */
declare const __PRECACHE__: string[];
/** Changes whenever one of the stored files does; filled in by cmd/webbuild. */
declare const __BUILD__: string;
