// Calls to the server: Connect over protobuf, under this slot's path, which names the cookie.
import { Code, ConnectError, createClient, type Client, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import type { DescService } from "@bufbuild/protobuf";
import { signal } from "@preact/signals";
import { slotBase } from "./slots";

/** Raised each time a call learns that this browser is signed out. */
export const signedOut = signal(0);

const watchSession: Interceptor = (next) => async (req) => {
  try {
    return await next(req);
  } catch (e) {
    if (ConnectError.from(e).code === Code.Unauthenticated) signedOut.value++;
    throw e;
  }
};

/** How long a call may take before it fails with "offline", in ms. */
const timeoutMs = 20_000;

export const transport = createConnectTransport({
  baseUrl: slotBase,
  useBinaryFormat: true,
  defaultTimeoutMs: timeoutMs,
  interceptors: [watchSession],
});

/** The client of a service: client(AccountService).getMe({}). */
export function client<S extends DescService>(service: S): Client<S> {
  return createClient(service, transport);
}

/** Milliseconds of the wire (int64) as a number. */
export function ms(at: bigint): number {
  return Number(at);
}
