/** Figures and names as people read them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { languageName } from "../../static/src/ui/format.js";

const source = readFileSync(new URL("../../app/media/languages.py", import.meta.url), "utf-8");
const languages = [...source.matchAll(/"([a-z]+)": "(.+)"/g)].map(([, tag, name]) => [tag, name]);

test("captions are named by their language's own name, every one that the console offers", () => {
  assert.ok(languages.length > 10);
  assert.deepEqual(languages.map(([tag]) => [tag, languageName(tag)]), languages);
});
