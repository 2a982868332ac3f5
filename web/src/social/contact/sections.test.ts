import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { ContactSchema, Relation, type Contact } from "../../gen/alun/contact/v1/contact_pb";
import { fits, initialOf, listed, nameOf, sectionsOf, tagsOf, tokenOf, wanted } from "./sections";

function contact(name: string, sortKey: string, more: Partial<Omit<Contact, "$typeName" | "person">> = {}): Contact {
  return create(ContactSchema, { relation: Relation.FRIEND, sortKey, person: { id: sortKey, name, handle: sortKey.replace(/ /g, "") }, ...more });
}

const people = [contact("安娜", "an na"), contact("Ayu", "ayu", { starred: true, tags: ["家人", "batik"] }), contact("Zeng Rou", "zeng rou", { remark: "曾柔" }), contact("👋", ""), contact("Ольга", "ольга")];

test("sections go from the star over A to Z to #", () => {
  assert.deepEqual(sectionsOf(people).map((s) => [s.key, s.items.map(nameOf)]), [
    ["☆", ["Ayu"]],
    ["A", ["安娜", "Ayu"]],
    ["Z", ["曾柔"]],
    ["#", ["👋", "Ольга"]],
  ]);
  assert.equal(initialOf(people[3]!), "#");
});

test("search finds names, remarks, handles, tags, pinyin and initials", () => {
  const hits = (q: string) => people.filter((c) => fits(c, q)).map(nameOf);
  assert.deepEqual(hits("曾"), ["曾柔"]);
  assert.deepEqual(hits("zengrou"), ["曾柔"]);
  assert.deepEqual(hits("zr"), ["曾柔"]);
  assert.deepEqual(hits("家"), ["Ayu"]);
  assert.deepEqual(hits("@ayu"), ["Ayu"]);
  assert.deepEqual(hits("ÁYU"), ["Ayu"]);
  assert.deepEqual(hits("xyz"), []);
  assert.equal(hits(" ").length, people.length);
});

test("the list leaves out who is blocked or no friend", () => {
  const all = [contact("a", "a"), contact("b", "b", { blocked: true }), contact("c", "c", { relation: Relation.STRANGER })];
  assert.deepEqual(listed(all).map(nameOf), ["a"]);
});

test("tags are counted", () => {
  assert.deepEqual(tagsOf([...people, contact("x", "x", { tags: ["batik"] })], "en"), [{ tag: "batik", n: 2 }, { tag: "家人", n: 1 }]);
});

test("what was typed is a handle, a phone number or a code", () => {
  assert.deepEqual(wanted(" @Ayu "), { case: "handle", value: "ayu" });
  assert.deepEqual(wanted("+62 812-345 678"), { case: "phone", value: "+62812345678" });
  assert.deepEqual(wanted("0812345"), { case: "phone", value: "0812345" });
  assert.deepEqual(wanted("1234"), { case: "handle", value: "1234" });
  assert.deepEqual(wanted("https://a.example/q/abc_-1"), { case: "qr", value: "https://a.example/q/abc_-1" });
});

test("only this server's codes have a token", () => {
  assert.equal(tokenOf("https://a.example/q/abc", "a.example"), "abc");
  assert.equal(tokenOf("https://a.example/u/1/q/abc", "a.example"), "abc");
  assert.equal(tokenOf("https://b.example/q/abc", "a.example"), "");
  assert.equal(tokenOf("javascript:alert(1)", "a.example"), "");
  assert.equal(tokenOf("hello", "a.example"), "");
});
