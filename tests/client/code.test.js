import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { CodeRefusal, codeOfScan, parseCode, pretty } from "../../static/src/scan/code.js";

const examples = JSON.parse(readFileSync(new URL("../contract/codes.json", import.meta.url), "utf-8"));

for (const { typed, code } of examples.good) {
  test(`${JSON.stringify(typed)} is read as ${code}`, () => assert.equal(parseCode(typed), code));
}

for (const { typed, refusal, position, expected } of examples.bad) {
  test(`${JSON.stringify(typed)} is refused: ${refusal}`, () => {
    assert.throws(
      () => parseCode(typed),
      (error) => {
        assert.ok(error instanceof CodeRefusal);
        assert.equal(error.reason, refusal);
        assert.equal(error.position, position);
        if (expected) assert.equal(error.expected, expected);
        return true;
      },
    );
  });
}

for (const { text, code } of examples.scans) {
  test(`the scan ${JSON.stringify(text)} gives ${code ?? "a foreign code"}`, () => {
    if (code) assert.equal(codeOfScan(text), code);
    else assert.throws(() => codeOfScan(text), { reason: "foreign", text });
  });
}

test("a code is printed in two groups", () => assert.equal(pretty("K7M4QXZ"), "K7M-4QXZ"));
