import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fill, langChoice, langs, pick, tables, words } from "./i18n";
import "../kit/words";
import "../shell/words";
import "../shell/discover/words";
import "../kit/scanner/words";
import "../money/packet/words";
import "../money/transfer/words";
import "../money/words";
import "../social/chat/words/money";
import "../money/pay/words";
import "../money/wallet/words";
import "../money/bank/words";
import "../platform/admin/money/words";
import "../platform/admin/words";
import "../social/account/words";
import "../social/contact/words";
import "../social/chat/words";
import "./errors";

const src = join(process.cwd(), "web/src"); // tests run from the top of the repository

/** Every hand-written source file below dir, with its text. */
function sources(dir: string): { path: string; text: string }[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    const path = join(dir, e.name);
    if (e.isDirectory()) return e.name === "gen" ? [] : sources(path);
    return /\.tsx?$/.test(e.name) && !/\.test\.tsx?$/.test(e.name) ? [{ path, text: readFileSync(path, "utf8") }] : [];
  });
}

/** The holes of a text; a plural form may say its number in words. */
const holes = (text: string, plural: boolean) => new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).filter((h) => !plural || h !== "n"));

test("every table says the same things with the same holes in all languages", () => {
  assert.ok(tables.length >= 6, "the tables are registered");
  for (const table of tables) {
    for (const [key, entry] of Object.entries(table.en)) {
      for (const lang of langs) {
        const other = table[lang][key];
        assert.ok(other !== undefined, `${lang} lacks ${key}`);
        assert.equal(typeof other, typeof entry, `${lang} ${key}: a text for a text, plural forms for plural forms`);
        const texts = typeof other === "string" ? [other] : [other.other, ...(other.one === undefined ? [] : [other.one])];
        const want = typeof entry === "string" ? holes(entry, false) : holes(entry.other, true);
        for (const text of texts) {
          assert.ok(text.trim() !== "", `${lang} ${key} is empty`);
          assert.deepEqual(holes(text, typeof other !== "string"), want, `${lang} ${key}: holes`);
        }
      }
    }
    for (const lang of langs) assert.deepEqual(Object.keys(table[lang]).filter((k) => !(k in table.en)), [], `${lang} has keys that English lacks`);
  }
});

test("Chinese is Chinese: no translation was forgotten by copying English", () => {
  const same = tables.flatMap((t) => Object.keys(t.en).filter((k) => JSON.stringify(t.en[k]) === JSON.stringify(t.zh[k]) && /[a-z]{4}/.test(JSON.stringify(t.en[k]).replace(/\{\w+\}/g, ""))));
  assert.deepEqual(same, ["free", "signin.email.example"], "only names and examples may be equal");
});

test("plural forms follow the language, numbers are written as it writes them", () => {
  const entry = { one: "{n} device", other: "{n} devices" };
  assert.equal(fill("en", entry, { n: 1 }), "1 device");
  assert.equal(fill("en", entry, { n: 2 }), "2 devices");
  assert.equal(fill("en", entry, { n: 1200 }), "1,200 devices");
  assert.equal(fill("id", { other: "{n} perangkat" }, { n: 1200 }), "1.200 perangkat");
  assert.equal(fill("zh", { one: "never", other: "{n} 台" }, { n: 1 }), "1 台");
});

test("the browser's first language that we speak is taken", () => {
  assert.equal(pick(["fr-FR", "id-ID"]), "id");
  assert.equal(pick(["zh-Hant-TW"]), "zh");
  assert.equal(pick(["ms-MY"]), "id");
  assert.equal(pick(["fr"]), "en");
  assert.equal(pick([]), "en");
});

test("the language switches live", () => {
  const t = words({ en: { hi: "Hello {name}" }, id: { hi: "Halo {name}" }, zh: { hi: "你好，{name}" } });
  langChoice.value = "zh";
  assert.equal(t("hi", { name: "Ayu" }), "你好，Ayu");
  langChoice.value = "id";
  assert.equal(t("hi", { name: "Ayu" }), "Halo Ayu");
  langChoice.value = "";
  assert.ok(t.has("hi") && !t.has("bye"));
  tables.pop(); // of this test only
});

test("no component has words of its own", () => {
  const found = sources(src).filter((f) => f.path.endsWith(".tsx") && !f.path.endsWith("gallery.tsx")).flatMap(({ path, text }) =>
    // Text between tags, and attributes that are read out.
    [...text.matchAll(/(?:<\/?[a-z][\w.]*(?:\s[^<>{}]*)?>)\s*([A-Z][a-z]+(?: [a-z]+)+)|(?:title|label|placeholder|aria-label|alt)="([A-Z][a-z]+[^"]*)"/g)].map((m) => `${path}: ${m[1] ?? m[2]}`),
  );
  assert.deepEqual(found, []);
});

test("no table is missing above", () => {
  const calls = sources(src).flatMap((f) => [...f.text.matchAll(/^(?:export )?const \w+ = words\(\{/gm)].map(() => f.path));
  assert.equal(tables.length, calls.length, `import every module that calls words(): ${calls.join(" ")}`);
});
