import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { Limit_Kind, WalletSchema } from "../../gen/alun/wallet/v1/wallet_pb";
import { goesWithoutPin, leastOut, mostIn, mostOut, noPinChoices, obstacle, quickAmounts, tightAfter } from "./rules";

const rp = (minor: number) => ({ minor: BigInt(minor), currency: "IDR" });
type Init = Exclude<MessageInitShape<typeof WalletSchema>, { $typeName: string }>;
const base: Init = {
  balances: [{ available: rp(500_000), held: rp(50_000) }],
  pinSet: true,
  noPinLimit: rp(100_000),
  limits: [
    { kind: Limit_Kind.BALANCE, max: rp(2_000_000), used: rp(550_000) },
    { kind: Limit_Kind.MONTH, max: rp(20_000_000), used: rp(19_700_000) },
    { kind: Limit_Kind.DAY, max: rp(1_000_000), used: rp(600_000) },
    { kind: Limit_Kind.ONCE, max: rp(350_000) },
  ],
};
const wallet = (more: Init = {}) => create(WalletSchema, { ...base, ...more });
const now = 1_000_000;

test("the gravest obstacle is told first", () => {
  const all = { frozen: true, frozenByOperator: true, frozenReason: "asked by a court", holdUntilMs: 2_000_000n, holdReason: "device" };
  assert.deepEqual(obstacle(wallet(all), rp(9_000_000), now), { kind: "barred", reason: "asked by a court" });
  assert.deepEqual(obstacle(wallet({ ...all, frozenByOperator: false }), rp(1), now), { kind: "frozen" });
  assert.deepEqual(obstacle(wallet({ holdUntilMs: 2_000_000n, holdReason: "device" }), rp(1), now), { kind: "hold", until: 2_000_000, why: "device" });
  assert.equal(obstacle(wallet({ holdUntilMs: 999_999n, holdReason: "device" }), rp(1), now), undefined);
});

test("limits are told by the narrowest, then what is missing", () => {
  const at = (minor: number, more = {}) => {
    const o = obstacle(wallet(more), rp(minor), now);
    return o?.kind === "limit" ? [o.limit.kind, Number(o.left.minor)] : o?.kind === "short" ? ["short", Number(o.missing.minor)] : o;
  };
  assert.deepEqual(at(350_001), [Limit_Kind.ONCE, 350_000]);
  assert.deepEqual(at(300_001), [Limit_Kind.MONTH, 300_000]);
  assert.equal(at(300_000), undefined);
  assert.deepEqual(at(300_000, { balances: [{ available: rp(299_999) }] }), ["short", 1]);
  assert.deepEqual(at(1, { balances: [] }), ["short", 1]);
  assert.deepEqual(obstacle(wallet(), { minor: 1n, currency: "USD" }, now), { kind: "short", missing: { minor: 1n, currency: "USD" } });
});

test("a limit that is nearly used up is said before", () => {
  assert.deepEqual(tightAfter(wallet(), rp(100_000)).map((x) => [x.limit.kind, Number(x.left.minor)]), [[Limit_Kind.MONTH, 200_000]]);
  assert.deepEqual(tightAfter(wallet(), rp(250_000)).map((x) => x.limit.kind), [Limit_Kind.DAY, Limit_Kind.MONTH]);
});

test("the most that may go out or come in", () => {
  assert.equal(mostOut(wallet(), "IDR"), 300_000n);
  assert.equal(mostOut(wallet({ limits: [] }), "IDR"), 500_000n);
  assert.equal(mostOut(wallet(), "USD"), 0n);
  assert.equal(mostIn(wallet(), "IDR"), 1_450_000n);
  assert.equal(mostIn(wallet({ limits: [] }), "IDR"), undefined);
});

test("the last of a wallet goes out however little it is", () => {
  const has = (minor: number) => wallet({ balances: [{ available: rp(minor) }] });
  assert.equal(leastOut(has(10_000), "IDR", 10_000n), 10_000n);
  assert.equal(leastOut(has(9_999), "IDR", 10_000n), 9_999n);
  assert.equal(leastOut(has(0), "IDR", 10_000n), 10_000n);
  assert.equal(leastOut(has(5), "USD", 100n), 100n);
});

test("a payment by code needs no PIN up to the owner's limit, if there is a PIN at all", () => {
  assert.ok(goesWithoutPin(wallet(), rp(100_000)));
  assert.ok(!goesWithoutPin(wallet(), rp(100_001)));
  assert.ok(!goesWithoutPin(wallet({ pinSet: false }), rp(1)));
  assert.ok(!goesWithoutPin(wallet({ noPinLimit: undefined }), rp(1)));
});

test("limits for payments without a PIN are round, within what is allowed, and hold the present one", () => {
  assert.deepEqual(noPinChoices(rp(200_000), 0n).map(Number), [0, 20_000, 50_000, 100_000, 200_000]);
  assert.deepEqual(noPinChoices(rp(200_000), 33_000n).map(Number), [0, 20_000, 33_000, 50_000, 100_000, 200_000]);
  assert.deepEqual(noPinChoices({ minor: 30_000n, currency: "USD" }, 0n).map(Number), [0, 3_000, 7_000, 10_000, 30_000]);
  assert.deepEqual(noPinChoices(rp(200_000), 500_000n).map(Number), [0, 20_000, 50_000, 100_000, 200_000], "one that the operator has since lowered is no choice");
});

test("amounts to tap are within what may move", () => {
  assert.deepEqual(quickAmounts(10_000n, 2_000_000n, "IDR").map(Number), [100_000, 200_000, 500_000, 1_000_000]);
  assert.deepEqual(quickAmounts(10_000n, 120_000n, "IDR").map(Number), [10_000, 20_000, 50_000, 100_000]);
  assert.deepEqual(quickAmounts(100n, 1_500n, "USD").map(Number), [1_000]);
  assert.deepEqual(quickAmounts(10_000n, 9_000n, "IDR"), []);
});
