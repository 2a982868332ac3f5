import assert from "node:assert/strict";
import { test } from "node:test";
import { langChoice } from "../../../lib/i18n";
import { myId } from "../state/hub";
import { takePeople } from "../state/people";
import type { MoneyWhat, SystemBody } from "../sync/model";
import { systemLine } from "./system";

const person = (id: string, name: string) => ({ id, name, handle: "", avatar: "", about: "", region: "", scripted: false, deleted: false });
const line = (what: MoneyWhat, actor: string, other: string, over: Partial<SystemBody> = {}): SystemBody => ({ kind: "system", what, actor, accounts: [other], value: "", about: 4, amount: { minor: 5_000n, currency: "IDR" }, ...over });

/** What account "1" reads, with ordinary spaces. */
function read(lang: "id" | "en" | "zh", b: SystemBody): string {
  myId.value = "1";
  takePeople([person("1", "Ayu"), person("2", "Budi")]);
  langChoice.value = lang;
  const text = systemLine(b).replace(/[\u00a0\u202f]/g, " ");
  langChoice.value = "";
  return text;
}

test("who opened a packet is told from the reader's side", () => {
  assert.equal(read("en", line("packetOpened", "2", "1")), "Budi opened your red packet.");
  assert.equal(read("en", line("packetOpened", "1", "2")), "You opened the red packet of Budi.");
  assert.equal(read("en", line("packetOpened", "1", "1")), "You opened your own red packet.");
  assert.equal(read("id", line("packetOpened", "2", "1")), "Budi membuka angpau Anda.");
  assert.equal(read("zh", line("packetOpened", "1", "2")), "你领取了Budi的红包");
});

test("a packet's end says how long it took or what came back", () => {
  assert.equal(read("en", line("packetFinished", "1", "1", { value: "12000" })), "Your red packet was all taken in 12 seconds.");
  assert.equal(read("en", line("packetFinished", "1", "1")), "Your red packet is all taken.");
  assert.equal(read("id", line("packetRefunded", "1", "1")), "Rp 5.000 dari angpau Anda tidak diambil dan sudah kembali ke dompet Anda.");
});

test("transfers, requests and bills name the other side and the amount", () => {
  assert.equal(read("en", line("transferAccepted", "2", "1")), "Budi accepted your Rp 5,000.");
  assert.equal(read("en", line("transferAccepted", "1", "2")), "You accepted Rp 5,000 from Budi.");
  assert.equal(read("en", line("transferReturned", "1", "2")), "You returned Rp 5,000 to Budi.");
  assert.equal(read("en", line("transferExpired", "2", "1")), "Rp 5,000 was not accepted within 24 hours and went back.");
  assert.equal(read("en", line("requestPaid", "2", "1")), "Budi paid you the Rp 5,000 that you asked for.");
  assert.equal(read("en", line("requestDeclined", "1", "2")), "You declined the request of Budi for Rp 5,000.");
  assert.equal(read("en", line("splitPaid", "1", "2")), "You paid Budi your part of the bill: Rp 5,000.");
  assert.equal(read("zh", line("splitReminder", "2", "1")), "Budi提醒你付账单：Rp 5,000");
  assert.equal(read("en", line("splitDone", "2", "1")), "Everybody has paid their part of the bill.");
});
