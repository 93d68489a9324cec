// The built language server in a process that stays (`standingServer.cjs`), for one session after the other: half the work of starting
// a process for each.
import { type ChildProcess, fork } from 'node:child_process';
import * as path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import type { Server } from './client';
import { serverFile } from './program';

export class StandingServer {
  private readonly process: ChildProcess;

  constructor() {
    this.process = fork(path.join(__dirname, 'standingServer.cjs'), [serverFile], {
      // Buffers come as they are.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  /** A server of which nothing is left from the session before, which has to be over. */
  begin(): Server {
    const output = new PassThrough();
    const input = new Writable({
      write: (chunk: Buffer, _, done) => {
        this.process.send({ input: chunk });
        done();
      },
    });
    const ended = new Promise<number | null>(resolve => {
      const end = (code: number | null): void => {
        this.process.off('message', take);
        this.process.off('exit', end);
        resolve(code);
      };
      const take = (message: { readonly output?: Uint8Array; readonly ended?: number }): void => {
        if (message.output) output.write(message.output);
        else end(message.ended ?? null);
      };
      this.process.on('message', take);
      this.process.on('exit', end);
    });
    this.process.send({ begin: true });
    return { input, output, ended };
  }

  stop(): void {
    if (this.process.connected) this.process.disconnect();
  }
}
