// The thread between a test that waits and the process that it waits for: starts `standing.cjs` and passes on what both say.
'use strict';
const { fork } = require('node:child_process');
const path = require('node:path');
const { workerData } = require('node:worker_threads');

const { port, answered } = workerData;
const child = fork(path.join(__dirname, 'standing.cjs'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

function answer(message) {
  port.postMessage(message);
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
}

child.on('message', answer);
child.on('exit', code => answer({ error: `the process ended with ${code}` }));
port.on('message', request => child.send(request));
