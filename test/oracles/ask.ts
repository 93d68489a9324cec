// Asks the real tools built by build.sh: one process, thousands of questions.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** The real tools that can be asked; `test/oracles/<name>/main.go` says how. */
export type OracleName = 'prometheus' | 'alertmanager' | 'operator';

/** Where build.sh puts them; `ORACLES` names another folder, to compare builds. */
const folder = process.env['ORACLES'] ?? join(import.meta.dirname, '..', '..', '.oracles');

/** Whether an oracle has been built here. */
export function hasOracle(name: OracleName): boolean {
  return existsSync(pathOf(name));
}

/** A running oracle. */
export class Oracle {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private rest = '';
  private readonly waiting: { readonly take: (line: string) => void; readonly fail: (error: Error) => void }[] = [];

  constructor(readonly name: OracleName) {
    this.child = spawn(pathOf(name), [], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout.setEncoding('utf8');
    this.child.stdout.on('data', (chunk: string) => this.receive(chunk));
    this.child.on('close', () => {
      for (const one of this.waiting.splice(0)) one.fail(new Error(`the oracle ${name} has ended`));
    });
  }

  /** The answers to `requests`, in order, each of the shape that the oracle's head states. */
  async ask<T>(requests: readonly object[]): Promise<readonly T[]> {
    const answers = requests.map(() => new Promise<string>((take, fail) => void this.waiting.push({ take, fail })));
    this.child.stdin.write(requests.map(one => `${JSON.stringify(one)}\n`).join(''));
    return (await Promise.all(answers)).map(line => JSON.parse(line) as T);
  }

  /** Ends it. */
  close(): void {
    this.child.stdin.end();
  }

  private receive(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.waiting.shift()!.take(line);
  }
}

function pathOf(name: OracleName): string {
  return join(folder, `oracle-${name}`);
}
