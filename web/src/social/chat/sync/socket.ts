// The browser's WebSocket and clock, as the engine wants them.
import { slotBase } from "../../../lib/slots";
import type { Socket, Timers } from "./env";

export function openSocket(): Socket {
  const url = new URL(`${slotBase}/ws`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const ws = new WebSocket(url);
  ws.binaryType = "arraybuffer";
  const socket: Socket = {
    send: (data) => {
      if (ws.readyState === WebSocket.OPEN) ws.send(data);
    },
    close: () => ws.close(),
    onopen: null,
    onmessage: null,
    onclose: null,
  };
  ws.onopen = () => socket.onopen?.();
  ws.onmessage = (e: MessageEvent<ArrayBuffer>) => socket.onmessage?.(new Uint8Array(e.data));
  ws.onclose = () => socket.onclose?.();
  return socket;
}

export const timers: Timers = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, fn) {
    const t = setTimeout(fn, ms);
    return () => clearTimeout(t);
  },
};
