import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock, FakeDevice, FakeServer } from "./testing/world";
import { unreadOf, withPatch } from "./rules";
import type { Entry } from "./model";
import { System_What } from "../../../gen/alun/chat/v1/chat_pb";

const texts = (rows: Entry[]) => rows.filter((r) => !r.target).map((r) => (r.body.kind === "text" ? r.body.text : r.body.kind));
const say = (text: string) => ({ kind: "text" as const, text });

async function world() {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  server.addChat("10", ["1", "2"]);
  return { clock, server };
}

test("a first sync brings the chats, and live entries follow", async () => {
  const { server } = await world();
  server.text("10", "2", "halo");
  const d = await FakeDevice.make(server, "1");
  assert.deepEqual(texts(await d.rows("10")), ["halo"]);
  server.text("10", "2", "apa kabar");
  await d.quiet();
  assert.deepEqual(texts(await d.rows("10")), ["halo", "apa kabar"]);
  assert.equal(unreadOf(await d.chat("10")), 2);
  assert.equal(server.histories, 0);
});

test("a hole is filled before what lies behind it", async () => {
  const { server } = await world();
  server.text("10", "2", "one");
  const d = await FakeDevice.make(server, "1");
  server.write("10", "2", { case: "text", value: { text: "two" } }, "", false);
  server.text("10", "2", "three");
  await d.quiet();
  assert.deepEqual(texts(await d.rows("10")), ["one", "two", "three"]);
  assert.equal(server.histories, 1);
});

test("a reconnect asks Sync for what was missed and leaves holes for long absences", async () => {
  const { server, clock } = await world();
  server.text("10", "2", "one");
  const d = await FakeDevice.make(server, "1");
  d.reachable = false;
  d.cut();
  for (let i = 0; i < 30; i++) server.text("10", "2", `m${i}`);
  d.reachable = true;
  await clock.pass(60_000);
  await d.quiet();
  const rows = texts(await d.rows("10"));
  assert.deepEqual([rows.length, rows[0], rows.at(-1)], [20, "m10", "m29"]);
  assert.equal(unreadOf(await d.chat("10")), 31);
});

test("edits, recalls and reactions follow the rev rule", async () => {
  const { server } = await world();
  server.text("10", "2", "helo");
  server.write("10", "2", { case: "edit", value: { seq: 1n, text: "hello" } });
  const d = await FakeDevice.make(server, "1");
  server.write("10", "2", { case: "react", value: { seq: 1n, emoji: "👍" } });
  server.write("10", "1", { case: "react", value: { seq: 1n, emoji: "👍" } });
  await d.quiet();
  let row = (await d.rows("10"))[0]!;
  assert.deepEqual(row.body, say("hello"));
  assert.deepEqual(row.reactions, [{ emoji: "👍", count: 2, mine: true }]);
  assert.equal(unreadOf(await d.chat("10")), 0 + 1);
  server.write("10", "2", { case: "recall", value: { seq: 1n } });
  await d.quiet();
  row = (await d.rows("10"))[0]!;
  assert.equal(row.recalled, true);
  assert.equal((await d.chat("10")).last?.recalled, true);
});

test("what is written offline is sent once, in order, when the line is back", async () => {
  const { server, clock } = await world();
  const d = await FakeDevice.make(server, "1");
  d.reachable = false;
  d.cut();
  for (const t of ["a", "b", "c"]) await d.send("10", say(t));
  await d.quiet();
  assert.equal(server.chats.get("10")!.log.length, 0);
  d.reachable = true;
  await clock.pass(60_000);
  await d.quiet();
  assert.deepEqual(texts(server.truth("10", "2")), ["a", "b", "c"]);
  assert.deepEqual(texts(await d.rows("10")), ["a", "b", "c"]);
  assert.equal((await d.cache.outbox()).length, 0);
});

test("a lost answer is asked for again with the same id, and nothing is doubled", async () => {
  const { server, clock } = await world();
  const d = await FakeDevice.make(server, "1");
  d.deaf = true;
  await d.send("10", say("once"));
  await d.quiet();
  assert.equal(server.sends, 1);
  d.deaf = false;
  await clock.pass(15_000);
  await d.quiet();
  assert.equal(server.sends, 2);
  assert.deepEqual(texts(server.truth("10", "2")), ["once"]);
  assert.equal((await d.cache.outbox()).length, 0);
});

test("a new leader sends what the old one left", async () => {
  const { server } = await world();
  const d = await FakeDevice.make(server, "1");
  d.engine.stop();
  await d.send("10", say("left behind"));
  await d.boot();
  assert.deepEqual(texts(server.truth("10", "2")), ["left behind"]);
});

test("a refusal stays with the person, a passing trouble is tried again", async () => {
  const { server, clock } = await world();
  let busy = 2;
  server.refuse = (t) => (t === "bad" ? { code: "chat.too_long", kind: "invalid" } : t === "busy" && busy-- > 0 ? { code: "limit", kind: "exhausted" } : undefined);
  const d = await FakeDevice.make(server, "1");
  await d.send("10", say("bad"));
  await d.send("10", say("busy"));
  await d.send("10", say("good"));
  await d.quiet();
  for (let i = 0; i < 3; i++) {
    await clock.pass(2_000);
    await d.quiet();
  }
  assert.deepEqual(texts(server.truth("10", "2")), ["busy", "good"]);
  const left = await d.cache.outbox();
  assert.deepEqual([left.length, left[0]!.state, left[0]!.code], [1, "failed", "chat.too_long"]);
});

test("a refused change is withdrawn and told", async () => {
  const { server } = await world();
  server.text("10", "1", "x");
  server.refuse = () => ({ code: "chat.edit_late", kind: "denied" });
  const d = await FakeDevice.make(server, "1");
  await d.send("10", { kind: "edit", seq: 1, text: "y", mentions: [] });
  await d.quiet();
  assert.equal((await d.cache.outbox()).length, 0);
  assert.deepEqual(d.updates.flatMap((u) => u.refused ?? []), [{ chat: "10", code: "chat.edit_late" }]);
});

test("an epoch reset forgets the rows and keeps what is to be sent", async () => {
  const { server, clock } = await world();
  server.text("10", "2", "old");
  const d = await FakeDevice.make(server, "1");
  d.reachable = false;
  d.cut();
  await d.send("10", say("mine"));
  server.epoch = 8;
  server.chats.get("10")!.log.length = 0;
  server.chats.get("10")!.n = 0;
  server.text("10", "2", "new history");
  d.reachable = true;
  await clock.pass(60_000);
  await d.quiet();
  assert.deepEqual(texts(await d.rows("10")), ["new history", "mine"]);
  assert.ok(d.updates.some((u) => u.reset));
});

test("another account in the slot finds nothing of the one before", async () => {
  const { server, clock } = await world();
  server.text("10", "2", "secret");
  const d = await FakeDevice.make(server, "1");
  await d.cache.patch({ chat: "10", draft: "mine" });
  server.addChat("11", ["3"]);
  d.cut();
  Object.assign(d, { account: "3" });
  await clock.pass(60_000);
  await d.quiet();
  const now = await d.cache.load();
  assert.deepEqual(now.chats.map((c) => c.id), ["11"]);
  assert.deepEqual([now.patches.length, (await d.rows("10")).length], [0, 0]);
});

test("reading is told once a second and confirmed", async () => {
  const { server, clock } = await world();
  for (let i = 0; i < 5; i++) server.text("10", "2", `m${i}`);
  const d = await FakeDevice.make(server, "1");
  await clock.pass(2_000);
  for (let i = 1; i <= 5; i++) {
    await d.cache.patch({ chat: "10", readSeq: i, readN: i });
    d.engine.command({ do: "flush" });
    await d.quiet();
  }
  assert.equal(server.chats.get("10")!.states.get("1")!.readSeq, 1);
  await clock.pass(1_000);
  await d.quiet();
  assert.equal(server.chats.get("10")!.states.get("1")!.readSeq, 5);
  const left = (await d.cache.patches()).length;
  assert.deepEqual([left, unreadOf(await d.chat("10"))], [0, 0]);
});

test("drafts and pins wait for the network", async () => {
  const { server, clock } = await world();
  const d = await FakeDevice.make(server, "1");
  d.reachable = false;
  d.cut();
  const p = await d.cache.patch({ chat: "10", draft: "besok", pinned: true });
  assert.equal(withPatch(await d.chat("10"), p).state.draft, "besok");
  d.reachable = true;
  await clock.pass(60_000);
  await d.quiet();
  assert.equal(server.chats.get("10")!.states.get("1")!.draft, "besok");
  assert.equal((await d.chat("10")).state.pinned, true);
  assert.equal((await d.cache.patches()).length, 0);
});

test("a missed change of the account leads to a sync", async () => {
  const { server } = await world();
  const d = await FakeDevice.make(server, "1");
  const before = server.syncs;
  server.loss = 1;
  server.rand = () => 0;
  server.addChat("12", ["1"]);
  server.loss = 0;
  server.addChat("13", ["1"]);
  await d.quiet();
  assert.equal(server.syncs, before + 1);
  assert.deepEqual((await d.cache.load()).chats.map((c) => c.id).sort(), ["10", "12", "13"]);
});

test("a dead line is noticed and opened again", async () => {
  const { server, clock } = await world();
  const d = await FakeDevice.make(server, "1");
  d.deaf = true;
  await clock.pass(36_000);
  d.deaf = false;
  await d.quiet();
  await clock.pass(5_000);
  await d.quiet();
  server.text("10", "2", "back");
  await d.quiet();
  assert.deepEqual(texts(await d.rows("10")), ["back"]);
});

const envelope = { case: "packet" as const, value: { id: "70", greeting: "Selamat", cover: "lantern" } };
const idr = (minor: bigint) => ({ minor, currency: "IDR" });

test("a card of money counts as a message, and how it stands arrives live, late and after a restart", async () => {
  const { server, clock } = await world();
  const d = await FakeDevice.make(server, "1");
  server.card("1", { chatId: "10", seq: 1n, state: "gone" }); // before its entry
  server.write("10", "2", envelope);
  server.write("10", "2", { case: "transfer", value: { id: "71", payeeId: "1", amount: idr(25_000n), note: "es teh", expiresAtMs: 9n } });
  await d.quiet();
  assert.equal(unreadOf(await d.chat("10")), 2);
  let rows = await d.rows("10");
  assert.deepEqual(rows.map((r) => r.card?.state), ["gone", undefined]);
  assert.deepEqual(rows[0]!.body, { kind: "packet", id: "70", greeting: "Selamat", cover: "lantern", onlyFor: "" });
  assert.deepEqual(rows[1]!.body, { kind: "transfer", id: "71", payee: "1", amount: idr(25_000n), note: "es teh", expiresAt: 9 });

  d.updates.length = 0;
  server.card("1", { chatId: "10", seq: 2n, state: "accepted", amount: idr(25_000n), atMs: 5n });
  await d.quiet();
  const told = d.updates.flatMap((u) => u.entries ?? []);
  assert.deepEqual(told.map((e) => [e.seq, e.card?.state, e.card?.amount]), [[2, "accepted", idr(25_000n)]]);
  assert.ok(!d.updates.some((u) => u.fresh), "a state of a card is no new message");

  d.reachable = false;
  d.cut();
  server.card("1", { chatId: "10", seq: 1n, state: "expired", atMs: 6n });
  server.card("2", { chatId: "10", seq: 2n, state: "accepted" });
  d.reachable = true;
  await clock.pass(60_000);
  await d.quiet();
  assert.deepEqual((await d.rows("10")).map((r) => r.card?.state), ["expired", "accepted"]);
  d.engine.stop();
  await d.boot();
  rows = await d.rows("10");
  assert.deepEqual(rows.map((r) => [r.card?.state, r.card?.at]), [["expired", 6], ["accepted", 5]]);
});

test("private lines tell who moved how much, and of which card", async () => {
  const { server, clock } = await world();
  server.write("10", "2", envelope);
  const d = await FakeDevice.make(server, "1");
  const line = (actorId: string) => ({ chatId: "10", anchorSeq: 1n, atMs: 3n, system: { what: System_What.PACKET_OPENED, actorId, accountIds: ["2"], seq: 1n, amount: idr(500n) } });
  server.line("1", "line:10:1:a", line("1"));
  server.line("2", "line:10:1:a", line("1"));
  await d.quiet();
  const body = { kind: "system" as const, what: "packetOpened" as const, actor: "1", accounts: ["2"], value: "", about: 1, amount: idr(500n) };
  assert.deepEqual((await d.cache.load()).lines, [{ chat: "10", key: "line:10:1:a", anchor: 1, at: 3, body }]);
  d.reachable = false;
  d.cut();
  server.line("1", "line:10:1:b", line("3"));
  d.reachable = true;
  await clock.pass(60_000);
  await d.quiet();
  assert.deepEqual((await d.cache.load()).lines.map((l) => [l.key, l.body.actor]), [["line:10:1:a", "1"], ["line:10:1:b", "3"]]);
});

test("a nudge names its topic, and a break of the line counts as one for all topics", async () => {
  const { server, clock } = await world();
  const d = await FakeDevice.make(server, "1");
  const told = () => d.updates.splice(0).flatMap((u) => (u.nudges?.length ? [u.nudges] : []));
  assert.deepEqual(told(), ["all"]);
  server.push(["1"], { nudges: [{ topic: "wallet" }, { topic: "stall:4" }, { topic: "wallet" }] });
  await d.quiet();
  assert.deepEqual(told(), [["wallet", "stall:4"]]);
  d.cut();
  await clock.pass(2_000);
  await d.quiet();
  assert.deepEqual(told(), ["all"]);
  server.push(["1"], { resyncs: [{}] });
  await d.quiet();
  assert.deepEqual(told(), ["all"]);
});

// After any weather, when it is quiet again, every device holds what the server holds.
test("all devices agree in the end", async () => {
  for (let seed = 1; seed <= 12; seed++) {
    let x = seed * 2654435761;
    const rand = () => ((x = (x * 1664525 + 1013904223) >>> 0), x / 2 ** 32);
    const { server, clock } = await world();
    server.rand = rand;
    const devices = [await FakeDevice.make(server, "1"), await FakeDevice.make(server, "1"), await FakeDevice.make(server, "2")];
    let wrote = 0;
    for (let step = 0; step < 60; step++) {
      server.loss = 0.25;
      const d = devices[Math.floor(rand() * devices.length)]!;
      const log = server.chats.get("10")!.log;
      const own = log.filter((r) => r.e.senderId === d.account && r.e.body?.kind.case === "text");
      const any = log.filter((r) => r.e.body?.kind.case === "text" && !r.e.recalled);
      const roll = rand();
      if (roll < 0.45 || own.length === 0) (await d.send("10", say(`${++wrote}`)), 0);
      else if (roll < 0.55) await d.send("10", { kind: "edit", seq: Number(own[0]!.e.seq), text: `e${step}`, mentions: [] });
      else if (roll < 0.65 && any.length) server.write("10", d.account, { case: "react", value: { seq: any[0]!.e.seq, emoji: `${step}` } });
      else if (roll < 0.75) d.cut();
      else if (roll < 0.82) d.reachable = !d.reachable;
      else if (roll < 0.9) d.deaf = !d.deaf;
      else await clock.pass(rand() * 20_000);
      if (rand() < 0.5) for (const e of devices) await e.quiet();
    }
    server.loss = 0;
    for (const d of devices) Object.assign(d, { reachable: true, deaf: false });
    for (let i = 0; i < 12; i++) {
      for (const d of devices) d.cut();
      await clock.pass(40_000);
      for (const d of devices) await d.quiet();
    }
    for (const d of devices) {
      const truth = server.truth("10", d.account);
      const got = await d.rows("10");
      const from = got[0]?.seq ?? 1;
      const core = (e: Entry) => [e.seq, e.n, e.sender, JSON.stringify(e.body), e.recalled, [...e.reactions].sort((a, b) => a.emoji.localeCompare(b.emoji)).map((r) => `${r.emoji}${r.count}${r.mine}`).join()];
      assert.deepEqual(got.map(core), truth.filter((e) => e.seq >= from).map(core), `seed ${seed}`);
      assert.equal((await d.cache.outbox()).length, 0, `seed ${seed}`);
      const c = await d.chat("10");
      assert.equal(unreadOf(c), server.chats.get("10")!.n - server.chats.get("10")!.states.get(d.account)!.readN, `seed ${seed}`);
    }
    const said = texts(server.truth("10", "1")).filter((t) => /^\d+$/.test(t));
    assert.equal(new Set(said).size, said.length, `doubled with seed ${seed}`);
    for (const d of devices) d.engine.stop();
  }
});
