import assert from "node:assert/strict";
import { test } from "node:test";
import { direction, layersOf, match, tabOf, type Route } from "./router";

const page = () => null;
const routes: Route[] = [
  { pattern: "/chats/new", page },
  { pattern: "/chats/:chat", page },
  { pattern: "/chats/:chat/info", page, pane: "details" },
  { pattern: "/chats/:chat/info/people/:person", page, pane: "details" },
];

test("a pattern takes a path with as many parts, and names them", () => {
  assert.deepEqual(match("/chats/:chat", "/chats/12"), { chat: "12" });
  assert.deepEqual(match("/q/:name", "/q/a%2Fb"), { name: "a/b" });
  assert.equal(match("/chats/:chat", "/chats"), null);
  assert.equal(match("/chats/:chat", "/chats/"), null);
  assert.equal(match("/chats/:chat", "/chats/12/info"), null);
  assert.equal(match("/q/:name", "/q/%E0%A4%A"), null, "a broken escape is no page");
});

test("layers are the prefixes that a route knows, lowest first", () => {
  const paths = (p: string) => layersOf(p, routes).map((l) => l.path);
  assert.deepEqual(paths("/chats"), []);
  assert.deepEqual(paths("/chats/12"), ["/chats/12"]);
  assert.deepEqual(paths("/chats/12/info/people/7"), ["/chats/12", "/chats/12/info", "/chats/12/info/people/7"]);
  assert.deepEqual(paths("/chats/12/nowhere"), ["/chats/12"]);
});

test("the first route that fits wins", () => {
  assert.equal(layersOf("/chats/new", routes)[0]?.route, routes[0]);
  assert.equal(layersOf("/chats/12", routes)[0]?.route, routes[1]);
});

test("pages open above and close to below; the rest is sideways", () => {
  assert.equal(direction("/chats", "/chats/12"), "push");
  assert.equal(direction("/chats/12/info", "/chats"), "pop");
  assert.equal(direction("/chats/12", "/chats/123"), "side");
  assert.equal(direction("/chats", "/me"), "side");
  assert.equal(tabOf("/me/devices"), "me");
});
