// The evaluator against Prometheus' own 2,214 evaluation cases: prints how many hold, with a table by file.
// usage: npm run conformance -- [--cases FOLDER] [--file NAME] [--line N] [--failures N]      (folder: also PROMQLTEST)
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type EvaluationOptions, evaluateRange } from '../../server/src/evaluation/evaluate';
import { dialect } from '../../server/src/promql/dialect';
import { analyzePromql } from '../../server/src/promql/parser';
import { finish } from '../../server/src/text/slices';
import { type Case, type CaseFile, loaded, milliseconds, readCases } from './cases';
import { judge } from './judge';
import { variantsOf } from './variants';

const { values: flags } = parseArgs({
  options: {
    cases: { type: 'string' },
    file: { type: 'string' },
    line: { type: 'string' },
    failures: { type: 'string' },
  },
});
const folder = flags.cases ?? process.env['PROMQLTEST'] ?? join(import.meta.dirname, '../../../shared/promqltest');

const options: EvaluationOptions = {
  dialect: dialect('3.16', 'all'),
  delayedNameRemoval: true,
  startTimestamps: true,
};

/** What upstream decides otherwise since these cases were taken (3.14): their outcome in 3.16 is another one. */
const changed: ReadonlySet<string> = new Set([
  'fill-modifier:185',
  'fill-modifier:191',
  'start_timestamps:144',
  'type_and_unit:265',
]);

/** What differs in a case; undefined where it holds. */
function differs(file: CaseFile, one: Case): string | undefined {
  const store = loaded(one.loads.map(i => file.loads[i]!));
  const { expr, problems } = analyzePromql(one.expr, options.dialect);
  const fails = one.mod === 'fail' || one.expects.some(line => line.startsWith('expect fail'));
  // What the parser refuses fails, too; its words are our own.
  if (problems.length > 0) return fails ? undefined : `refused: ${problems[0]!.message}`;
  const own = file.name === 'type_and_unit' ? { ...options, typeAndUnitLabels: true } : options;
  if (one.kind === 'range') {
    const steps = { start: milliseconds(one.start!), end: milliseconds(one.end!), step: milliseconds(one.step!) };
    return judge(one, finish(evaluateRange(expr, store, steps, own)), one.expr);
  }
  const ordered = one.mod === 'ordered' || one.expects.some(line => line.startsWith('expect ordered'));
  for (const { name, outcome } of variantsOf(expr, one.expr, store, milliseconds(one.at!), own, ordered)) {
    const found = judge(one, outcome, one.expr);
    if (found !== undefined) return `${name}: ${found}`;
  }
  return undefined;
}

if (!existsSync(folder)) {
  console.log(`skipped 2214 cases: there is no folder ${folder} (--cases or PROMQLTEST names it)`);
} else {
  let shown = 0;
  let left = 0;
  const total = { core: 0, coreOk: 0, all: 0, ok: 0 };
  const rows: string[] = [];
  for (const file of readCases(folder)) {
    if (flags.file && file.name !== flags.file) continue;
    let ok = 0;
    let all = 0;
    for (const one of file.cases) {
      if (flags.line && one.line !== Number(flags.line)) continue;
      if (changed.has(`${file.name}:${one.line}`)) {
        left++;
        continue;
      }
      let difference: string | undefined;
      try {
        difference = differs(file, one);
      } catch (error) {
        difference = `broke: ${error instanceof Error ? error.stack : String(error)}`;
      }
      all++;
      if (one.core) total.core++;
      if (difference === undefined) {
        ok++;
        if (one.core) total.coreOk++;
      } else if (shown++ < Number(flags.failures ?? 20)) {
        console.log(`${file.name}:${one.line}${one.core ? ' (core)' : ''} ${one.expr}\n    ${difference}`);
      }
    }
    total.all += all;
    total.ok += ok;
    rows.push(`${file.name.padEnd(22)} ${String(ok).padStart(4)}/${all}`);
  }
  console.log(rows.join('\n'));
  console.log(
    `core ${total.coreOk}/${total.core}, all ${total.ok}/${total.all + left} (${left} that upstream changed since are left out)`,
  );
}
