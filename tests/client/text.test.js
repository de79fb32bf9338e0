import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { enLater } from "../../static/src/text/en-later.js";
import { en } from "../../static/src/text/en.js";
import { learn, t, tOr } from "../../static/src/text/index.js";

const source = new URL("../../static/src/", import.meta.url);
const files = readdirSync(source, { recursive: true }).filter((name) => name.endsWith(".js") && !/^(text|console)/.test(name));
const code = files.map((name) => readFileSync(new URL(name, source), "utf-8")).join("\n");
const all = { ...en, ...enLater };
const sentences = Object.entries(all).flatMap(([key, entry]) => (typeof entry === "string" ? [[key, entry]] : Object.values(entry).map((each) => [key, each])));

test("every sentence is used by a screen", () => {
  const built = [...code.matchAll(/`([\w-]+\.(?:[\w-]+\.)?)\$\{[^`]*?\}(\w*)`/g)].map(([, start, end]) => [start, end]);
  const used = (key) => code.includes(`"${key}"`) || built.some(([start, end]) => key.startsWith(start) && key.endsWith(end));
  assert.deepEqual(Object.keys(all).filter((key) => !used(key)), []);
});

test("every key a screen names has a sentence", () => {
  const named = [...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key);
  assert.ok(named.length > 100);
  assert.deepEqual(named.filter((key) => !(key in all)), []);
});

learn(enLater);

test("a sentence stands in one script only", () => assert.equal(Object.keys(all).length, Object.keys(en).length + Object.keys(enLater).length));

test("a screen of the first script has its sentences there", () => {
  const first = new Set();
  const follow = (file) => {
    if (first.has(file)) return;
    first.add(file);
    const named = readFileSync(new URL(file, source), "utf-8").matchAll(/^(?:import|export)\b[^;]*?["'](\.[^"']+\.js)["'];/gms);
    for (const [, path] of named) follow(new URL(path, new URL(file, source)).pathname.slice(source.pathname.length));
  };
  follow("main.js");
  assert.ok(first.has("guides/guide-page.js") && !first.has("pack/load-page.js"));
  const named = [...first].flatMap((file) => [...readFileSync(new URL(file, source), "utf-8").matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => `${key} in ${file}`));
  assert.deepEqual(named.filter((use) => use.split(" in ")[0] in enLater), []);
});

test("places are filled, and one is not many", () => {
  assert.equal(t("home.waiting", { n: 3 }), "3 waiting on this phone");
  assert.equal(t("records.failed", { n: 1 }), "1 item failed");
  assert.equal(t("records.failed", { n: 2 }), "2 items failed");
  assert.equal(t("checklist.progress", { n: 0, of: 9 }), "0 of 9");
});

test("a value is text, never a place to fill again", () => {
  assert.equal(t("checklist.gap", { number: 1, text: "{number} <b>" }), "Item 1 is not done: {number} <b>");
});

test("an unknown key falls back to the words at hand", () => {
  assert.equal(tOr("held.impossible-time", "?"), "The clock of this phone was wrong.");
  assert.equal(tOr("held.something-new", "Something new"), "Something new");
});

for (const [key, sentence] of sentences) {
  test(`${key} speaks to a worker`, () => {
    const words = sentence.replace(/\{\w+\}/g, "");
    assert.doesNotMatch(words, /\b(sync|error|invalid|cache|upload|device|asset|machines?|user|task|form)\b/i, "DESIGN.md has the words");
    assert.match(sentence, /^[A-Z{“(a-z]/);
    assert.doesNotMatch(sentence, /!|\s$|^\s| {2}/);
  });
}
