/** The client's house: rooms stand in a row, imports point to the left, and only one room fetches or stores. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../../static/src", import.meta.url));
/** Rooms of one group may use each other; a group may use those before it. */
const GROUPS = [
  ["text"],
  ["ui", "storage"],
  ["server"],
  ["people", "scan", "places", "guides", "player", "checklist"],
  ["outbox", "pack"],
  ["labels"],
  ["sw"],
];
const WIRES = ["main.js", "later.js", "views.js", "service-worker.js", "console.js"];

/** Every module with the files it imports, by path below static/src. */
function graph() {
  const files = readdirSync(SOURCE, { recursive: true }).filter((file) => file.endsWith(".js"));
  return Object.fromEntries(files.map((file) => [file, importsOf(file)]));
}

function importsOf(file) {
  const code = readFileSync(join(SOURCE, file), "utf8");
  const named = [...code.matchAll(/^(?:import|export)\b[^;]*?["'](\.[^"']+)["'];/gms)].map((match) => match[1]);
  return named.map((path) => normalize(join(dirname(file), path)));
}

const room = (file) => (file.includes("/") ? file.split("/")[0] : file);
const rank = (file) => GROUPS.findIndex((group) => group.includes(room(file)));

function outOfOrder(modules) {
  const wrong = [];
  for (const [file, targets] of Object.entries(modules)) {
    if (WIRES.includes(file) || room(file) === "console") continue;
    for (const target of targets) if (rank(target) < 0 || rank(target) > rank(file)) wrong.push(`${file} imports ${target}`);
  }
  return wrong;
}

function circles(modules) {
  const found = [];
  const done = new Set();
  const visit = (file, path) => {
    if (path.includes(file)) return found.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file)) return;
    for (const target of modules[file] ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  Object.keys(modules).forEach((file) => visit(file, []));
  return found;
}

function users(word, allowed) {
  return Object.keys(graph()).filter((file) => {
    const code = readFileSync(join(SOURCE, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    return word.test(code) && !allowed.some((start) => file.startsWith(start));
  });
}

test("imports point to the left", () => assert.deepEqual(outOfOrder(graph()), []));

test("no two files import each other in a circle", () => assert.deepEqual(circles(graph()), []));

test("these guards can fail", () => {
  assert.deepEqual(outOfOrder({ "ui/icon.js": ["places/store.js"] }), ["ui/icon.js imports places/store.js"]);
  assert.deepEqual(circles({ a: ["b"], b: ["a"] }), ["a → b → a"]);
});

test("nobody imports what wires", () => {
  const wired = Object.values(graph()).flat().filter((file) => WIRES.includes(file) && file !== "views.js");
  assert.deepEqual(wired, []);
});

test("only server/ and the service worker call fetch", () => {
  assert.deepEqual(users(/(?<![.\w])fetch\(/, ["server/", "sw/", "service-worker.js"]), []);
});

test("only storage/ knows idb", () => assert.deepEqual(users(/from "idb"/, ["storage/"]), []));

test("nothing is put into a page as a string", () => {
  assert.deepEqual(users(/innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|document\.write/, ["console/trusted.js"]), []);
});

test("every path that is imported is there", () => {
  const files = new Set(readdirSync(SOURCE, { recursive: true }));
  for (const [file, targets] of Object.entries(graph())) {
    for (const target of targets) assert.ok(files.has(target), `${file} imports ${relative(".", target)}`);
  }
});
