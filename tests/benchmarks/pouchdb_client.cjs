/**
 * A PouchDB that answers each line on its input with a line of JSON: {seconds, requests, bytes}.
 * `push`: all documents into an empty database; `change`: one changed document; `nothing`: nothing new.
 */
const { readFileSync } = require("node:fs");
const readline = require("node:readline");
const PouchDB = require("pouchdb");

const [port, folder, file] = process.argv.slice(2);
const documents = JSON.parse(readFileSync(file, "utf8"));
const url = `http://127.0.0.1:${port}`;
let turn = 0;
let remote;
let phone;

const counted = async () => (await fetch(`${url}/_counted`)).json();

async function measured(work) {
  await counted();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  return { seconds, ...(await counted()) };
}

const commands = {
  async push() {
    turn += 1;
    phone = new PouchDB(`${folder}/phone-${turn}`);
    remote = new PouchDB(`${url}/plant-${turn}`);
    await remote.info();
    await phone.bulkDocs(documents.map(({ id, ...document }) => ({ _id: id, ...document })));
    return measured(() => phone.replicate.to(remote));
  },
  async change() {
    const other = new PouchDB(`${folder}/other-${turn}`);
    if (!(await other.info()).doc_count) await other.replicate.from(remote);
    const document = await remote.get(documents[0].id);
    await remote.put({ ...document, counter: document.counter + 1 });
    return measured(() => other.replicate.from(remote));
  },
  async nothing() {
    const other = new PouchDB(`${folder}/other-${turn}`);
    return measured(() => other.replicate.from(remote));
  },
};

readline.createInterface({ input: process.stdin }).on("line", async (line) => console.log(JSON.stringify(await commands[line]())));
