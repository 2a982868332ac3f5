import assert from "node:assert/strict";
import { test } from "node:test";
import { linkTo, unwrapped } from "./read";

const code = "00020101021126480007ID.ALUN0103S1A0215+/?&=#%63041D3D";

test("a shared link holds the code whatever is in it", () => {
  const link = linkTo(code, "https://alun.example");
  assert.equal(unwrapped(link, "alun.example"), code);
  assert.equal(unwrapped(link.replace("/pay?", "/u/2/pay?"), "alun.example"), code, "opened in a slot");
});

test("links of other servers and other texts stay what they are", () => {
  for (const text of [code, linkTo(code, "https://other.example"), "https://alun.example/pay", "https://alun.example/q/abc?code=1", "131234567890123456"]) assert.equal(unwrapped(text, "alun.example"), text);
});
