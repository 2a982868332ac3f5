// What the server said of a code: kept from the scanner to the page that follows, so that it is not asked twice.
import type { ReadCodeResponse } from "../../../gen/alun/pay/v1/pay_pb";
import { pay } from "../service";

let last: { text: string; code: ReadCodeResponse } | undefined;

export function remember(text: string, code: ReadCodeResponse): void {
  last = { text, code };
}

/** What the server said of text just now, else what it says now. */
export async function readCode(text: string): Promise<ReadCodeResponse> {
  const known = last?.text === text ? last.code : undefined;
  last = undefined;
  return known ?? pay.readCode({ text });
}

/** The text of a code inside a link of ours that somebody shared; any other text as it is. */
export function unwrapped(text: string, host: string): string {
  try {
    const url = new URL(text);
    return url.host === host && /^\/(?:u\/\d\/)?pay$/.test(url.pathname) ? (url.searchParams.get("code") ?? text) : text;
  } catch {
    return text; // no address at all
  }
}

/** A link that opens the page for paying by a code. */
export function linkTo(code: string, origin: string): string {
  return `${origin}/pay?code=${encodeURIComponent(code)}`;
}
