/** express-pouchdb on a port of its own, with databases in a folder; /_counted tells what came and went since last asked. */
const express = require("express");
const PouchDB = require("pouchdb");

const [folder] = process.argv.slice(2);
const sockets = new Set();
let requests = 0;
let told = 0;

const app = express();
app.get("/_counted", (_, response) => {
  const bytes = [...sockets].reduce((sum, socket) => sum + socket.bytesRead + socket.bytesWritten, 0);
  response.json({ requests, bytes: bytes - told });
  requests = 0;
  told = bytes;
});
app.use((_, __, next) => {
  requests += 1;
  next();
});
app.use(require("express-pouchdb")(PouchDB.defaults({ prefix: `${folder}/` }), { mode: "minimumForPouchDB", inMemoryConfig: true }));

const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
server.on("connection", (socket) => sockets.add(socket));
