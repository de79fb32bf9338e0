import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { allMissing, answered, missing, outcome, readNumber, stepped } from "../../static/src/checklist/rules.js";

const examples = JSON.parse(readFileSync(new URL("../contract/checklist.json", import.meta.url), "utf-8"));
const { items } = examples;

for (const { item, answer, outcome: expected, missing: lacks } of examples.answers) {
  test(`${JSON.stringify(answer)} to "${items[item].text}" is ${expected}, lacking ${lacks.join(" and ") || "nothing"}`, () => {
    assert.equal(outcome(items[item], answer), expected);
    assert.deepEqual(missing(items[item], answer), lacks);
  });
}

test("an answer that was never given is blank", () => {
  assert.equal(outcome(items.tick, undefined), "blank");
  assert.deepEqual(missing(items.tick, undefined), ["answer"]);
});

test("Finish names the first item that still needs something, by its number on the screen", () => {
  const list = [items.tick, items.optional, items.guard, items.horn];
  const answers = { aaaa: { value: true }, cccc: { value: "no" } };
  assert.deepEqual(
    allMissing(list, answers).map(({ item, number, lacks }) => [item.id, number, lacks]),
    [["cccc", 3, ["note"]], ["eeee", 4, ["answer"]]],
  );
});

test("progress counts a failure only with the note its author wants", () => {
  assert.equal(answered([items.guard], { cccc: { value: "no" } }), 0);
  assert.equal(answered([items.guard], { cccc: { value: "no", note: "bent hinge" } }), 1);
});

test("progress counts answers, not taps", () => {
  const list = [items.tick, items.optional, items.pressure];
  assert.equal(answered(list, { aaaa: { value: null }, bbbb: { value: "" }, ffff: { value: 0 } }), 1);
});

for (const [typed, value] of [["6,5", 6.5], ["6.5", 6.5], [" 1 250 ", 1250], ["-3", -3], ["\u22123", -3], ["6,", 6], [",5", 0.5], ["", null], ["  ", null]]) {
  test(`${JSON.stringify(typed)} is read as ${value}`, () => assert.equal(readNumber(typed), value));
}

for (const typed of ["six", "6.5.1", "6,5 bar", "-", "1e3", "0x10"]) {
  test(`${JSON.stringify(typed)} is not a number`, () => assert.equal(readNumber(typed), undefined));
}

test("a step is as fine as the limits are written", () => {
  assert.equal(stepped(items.pressure, 6.1, 1), 6.2);
  assert.equal(stepped(items.pressure, 6.25, -1), 6.15);
  assert.equal(stepped({ ...items.pressure, min: 0, max: 40 }, 7, 1), 8);
});

test("the first step starts at a limit, never at a figure nobody read", () => {
  assert.equal(stepped(items.pressure, null, 1), 5.5);
  assert.equal(stepped({ ...items.pressure, min: null }, null, -1), 6.5);
  assert.equal(stepped({ ...items.pressure, min: null, max: null }, null, 1), 0);
});
