// A process in which the command line is run again and again, as `program.ts` asks: half a second of each run of its own would
// be Node's start and the reading of the bundle. What a run writes is gathered, and its folder, arguments and environment are set
// as those of a process would be; nothing else is shared, as the program keeps no state.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Writable } = require('node:stream');

const start = process.cwd();

/** Stands for a stream of the process that is no terminal. */
function gather() {
  const chunks = [];
  const stream = new Writable({
    write(chunk, encoding, done) {
      chunks.push(Buffer.from(chunk, encoding));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

function stand(name, value) {
  Object.defineProperty(process, name, { value, configurable: true, writable: true });
}

function setEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

const inputFile = path.join(os.tmpdir(), `ml-alert-rules-input-${process.pid}`);

/** The next file that is opened gets the lowest number that is free. */
function setInput(text) {
  fs.writeFileSync(inputFile, text);
  fs.closeSync(0);
  fs.openSync(inputFile);
}

async function run({ file, cwd, args, env, input }) {
  const [stdout, stderr] = [gather(), gather()];
  stand('stdout', stdout.stream);
  stand('stderr', stderr.stream);
  process.exitCode = undefined;
  process.argv = [process.execPath, file, ...args];
  setEnvironment(env);
  process.chdir(cwd);
  setInput(input);
  const { cliMain } = require(path.join(path.dirname(file), 'server.js'));
  await cliMain();
  process.chdir(start);
  return { status: process.exitCode ?? 0, stdout: stdout.text(), stderr: stderr.text() };
}

process.on('message', request => {
  run(request).then(
    answer => process.send(answer),
    error => process.send({ error: String(error?.stack ?? error) }),
  );
});
process.on('disconnect', () => {
  fs.rmSync(inputFile, { force: true });
  process.exit();
});
