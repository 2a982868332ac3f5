import assert from "node:assert/strict";
import { test } from "node:test";
import { Tabs, type Locks } from "./tabs";
import type { Command } from "./env";
import type { Update } from "./model";

/** Web Locks for one name: first come, first served. */
class FakeLocks implements Locks {
  private tail: Promise<void> = Promise.resolve();
  request(_: string, options: { signal: AbortSignal }, work: () => Promise<void>): Promise<void> {
    const turn = this.tail.then(() => (options.signal.aborted ? undefined : work()));
    this.tail = turn;
    return turn;
  }
}

function tab(locks: Locks, name: string) {
  const t = { updates: [] as Update[], commands: [] as Command[], led: 0, stopped: 0, tabs: null as unknown as Tabs, say: null as unknown as (u: Update) => void };
  t.tabs = new Tabs({
    locks,
    channel: new BroadcastChannel(name),
    name,
    lead: async (publish) => {
      t.led++;
      t.say = publish;
      return { command: (c) => void t.commands.push(c), stop: () => void t.stopped++ };
    },
    onUpdate: (u) => void t.updates.push(u),
  });
  t.tabs.start();
  return t;
}

const until = async (ok: () => boolean) => {
  for (let i = 0; !ok(); i++) {
    if (i > 2_000) throw new Error("it never happened");
    await new Promise((done) => setImmediate(done));
  }
};

test("one tab leads, hears the others, and another takes over when it closes", async () => {
  const locks = new FakeLocks();
  const a = tab(locks, "t1");
  await until(() => a.tabs.leads);
  const b = tab(locks, "t1");
  await until(() => a.commands.some((c) => c.do === "hello"));
  assert.equal(b.led, 0);

  b.tabs.ask({ do: "typing", chat: "10" });
  await until(() => a.commands.some((c) => c.do === "typing"));
  a.say({ status: "online" });
  await until(() => b.updates.some((u) => u.status === "online"));
  assert.equal(a.updates.filter((u) => u.status === "online").length, 1);

  a.tabs.stop();
  await until(() => b.tabs.leads);
  assert.deepEqual([a.stopped, b.led], [1, 1]);
  b.tabs.ask({ do: "wake" });
  assert.deepEqual(b.commands.at(-1), { do: "wake" });
  b.tabs.stop();
});

test("a tab that closes before its turn never leads", async () => {
  const locks = new FakeLocks();
  const a = tab(locks, "t2");
  await until(() => a.tabs.leads);
  const b = tab(locks, "t2");
  const c = tab(locks, "t2");
  b.tabs.stop();
  a.tabs.stop();
  await until(() => c.tabs.leads);
  assert.equal(b.led, 0);
  c.tabs.stop();
});
