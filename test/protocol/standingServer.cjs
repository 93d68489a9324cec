// A process in which the language server is started again and again, as `standingServer.ts` asks: a third of a second of each start
// of its own would be Node's and the reading of the bundle. What is written and read goes through streams of the session, and the
// end of the process ends only that; nothing else is shared, as the server keeps no state outside of a session.
'use strict';
const { PassThrough, Writable } = require('node:stream');

const { serveArguments } = require(process.argv[2]);
const exit = process.exit.bind(process);

function stand(name, value) {
  Object.defineProperty(process, name, { value, configurable: true, writable: true });
}

/** Starts a session; gives the stream of what it reads. */
function begin() {
  const input = new PassThrough();
  let isOver = false;
  const tell = message => {
    if (!isOver && process.connected) process.send(message);
  };
  const output = new Writable({
    write(chunk, encoding, done) {
      tell({ output: Buffer.from(chunk, encoding) });
      done();
    },
  });
  stand('stdin', input);
  stand('stdout', output);
  stand('exit', (code = process.exitCode ?? 0) => {
    tell({ ended: code });
    isOver = true;
  });
  serveArguments(['--stdio']);
  return input;
}

let session;
process.on('message', message => {
  if (message.begin) session = begin();
  else session.write(message.input);
});
process.on('disconnect', () => exit());
