// Verdicts of the old versions that Linux distributions bring, asked as files: promtool 2.42 and amtool 0.25.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a tool says of a file. */
export interface Said {
  readonly ok: boolean;
  readonly said: string;
}

/** Whether the tool of this version is on the path. */
export function hasTool(name: 'promtool' | 'amtool', version: string): boolean {
  const run = spawnSync(name, ['--version'], { encoding: 'utf8' });
  return `${run.stdout}${run.stderr}`.includes(`version ${version}.`);
}

/** What promtool says of rule files, in order. */
export function checkRules(texts: readonly string[]): readonly Said[] {
  return withFiles(texts, files => {
    const run = spawnSync('promtool', ['check', 'rules', '--lint=none', ...files], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const accepted = new Set<number>();
    for (const part of run.stdout.split(/^Checking /m).slice(1)) {
      if (/^ {2}SUCCESS/m.test(part)) accepted.add(numberIn(part));
    }
    const reasons = new Map<number, string>();
    for (const [, number, reason] of run.stderr.matchAll(/file(\d+)\.yml: (.*)/g)) {
      if (!reasons.has(Number(number))) reasons.set(Number(number), reason!);
    }
    return texts.map((_, i) => ({ ok: accepted.has(i), said: accepted.has(i) ? '' : (reasons.get(i) ?? 'refused') }));
  });
}

/** What amtool says of configurations, in order. A file on which it crashes is refused; the others are asked again. */
export function checkConfigs(texts: readonly string[]): readonly Said[] {
  return withFiles(texts, files => {
    const said: Said[] = [];
    while (said.length < files.length) {
      const run = spawnSync('amtool', ['check-config', ...files.slice(said.length)], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      const parts = run.stdout.split(/^Checking '/m).slice(1);
      const crashed = run.status === 2;
      for (const part of crashed ? parts.slice(0, -1) : parts) {
        const reason = /FAILED: (.*)/.exec(part)?.[1];
        said.push({ ok: reason === undefined, said: reason ?? '' });
      }
      if (crashed) said.push({ ok: false, said: 'panic' });
      else if (parts.length === 0) throw new Error(`amtool said nothing: ${run.stderr}`);
    }
    return said;
  });
}

function withFiles(texts: readonly string[], ask: (files: readonly string[]) => readonly Said[]): readonly Said[] {
  const folder = mkdtempSync(join(tmpdir(), 'verdicts-'));
  try {
    const files = texts.map((text, i) => {
      const file = join(folder, `file${i}.yml`);
      writeFileSync(file, text);
      return file;
    });
    return ask(files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function numberIn(part: string): number {
  return Number(/file(\d+)\.yml/.exec(part)![1]);
}
