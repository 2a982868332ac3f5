import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowTo, bindKey, chord, dispatchKey } from "./keys";

const press = (key: string, mods: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...mods }) as KeyboardEvent;

test("chords are written one way", () => {
  assert.equal(chord(press("k", { ctrlKey: true }), false), "mod+k");
  assert.equal(chord(press("k", { metaKey: true }), true), "mod+k");
  assert.equal(chord(press("K", { ctrlKey: true, shiftKey: true }), false), "mod+shift+k");
  assert.equal(chord(press(" "), false), "space");
});

test("the newest binding answers; false passes the key on; unbinding uncovers the older one", () => {
  const heard: string[] = [];
  const offA = bindKey("escape", () => void heard.push("a"));
  const offB = bindKey("escape", () => void heard.push("b"));
  const offC = bindKey("escape", () => false);
  assert.equal(dispatchKey(press("Escape")), true);
  offB();
  offB(); // twice does no harm
  dispatchKey(press("Escape"));
  offA();
  assert.equal(dispatchKey(press("Escape")), false);
  offC();
  assert.deepEqual(heard, ["b", "a"]);
});

test("arrows go round, Home and End go to the ends, right-to-left turns left and right", () => {
  assert.equal(arrowTo("ArrowDown", 2, 3, "vertical"), 0);
  assert.equal(arrowTo("ArrowUp", 0, 3, "vertical"), 2);
  assert.equal(arrowTo("ArrowDown", -1, 3, "vertical"), 0);
  assert.equal(arrowTo("ArrowUp", -1, 3, "vertical"), 2);
  assert.equal(arrowTo("End", 0, 3, "vertical"), 2);
  assert.equal(arrowTo("ArrowRight", 0, 3, "horizontal"), 1);
  assert.equal(arrowTo("ArrowRight", 0, 3, "horizontal", true), 2);
  assert.equal(arrowTo("ArrowRight", 0, 3, "vertical"), -1);
  assert.equal(arrowTo("ArrowDown", 0, 0, "vertical"), -1);
});
