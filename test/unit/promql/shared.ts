// The recorded verdicts of real Prometheus versions, where the folder that holds them is there; a clone has none.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'shared');

/** One expression with what each version said. Byte offsets. */
export interface RecordedExpression {
  readonly id: string;
  readonly expr: string;
  readonly verdicts: Readonly<Record<string, boolean>>;
  readonly printed?: string;
  readonly type?: string;
  readonly errors?: Readonly<Record<string, readonly { msg: string; start: number; end: number }[]>>;
}

/** The recorded expressions, undefined where they are missing. */
export function recordedExpressions(): readonly RecordedExpression[] | undefined {
  const file = join(folder, 'corpus', 'promql', 'exprs.jsonl');
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as RecordedExpression);
}

/** Upstream's own evaluation tests by file name, undefined where they are missing. */
export function evaluationTests(): ReadonlyMap<string, readonly string[]> | undefined {
  const tests = join(folder, 'promqltest');
  if (!existsSync(tests)) return undefined;
  const names = readdirSync(tests).filter(name => name.endsWith('.json'));
  return new Map(
    names.map(name => {
      const { cases } = JSON.parse(readFileSync(join(tests, name), 'utf8')) as { cases: { expr: string }[] };
      return [name, cases.map(({ expr }) => expr)];
    }),
  );
}
