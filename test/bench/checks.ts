// Recall and false alarms of the checks over rules whose meaning is known: `npm run bench:checks`.
// -- --bad FILE --good FILE   other rules than those of test/fixtures/meaning, in the same format; a first column that names
//                             no check says in words what is wrong, and any finding above hint tells it
// -- --verbose                what is said of every rule
// -- --smoke                  the same: it takes seconds
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { allChecks } from '../../server/src/checks/registry.gen';
import { testService } from '../harness/judge';
import { judgeMeant, type MeantRule, meantRules } from '../harness/meaning';

const fixtures = path.join(__dirname, '../fixtures/meaning');
const { values } = parseArgs({
  options: {
    bad: { type: 'string', default: path.join(fixtures, 'bad.txt') },
    good: { type: 'string', default: path.join(fixtures, 'good.txt') },
    verbose: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
  },
});

const known = new Set<string>(allChecks.map(({ id }) => id));
const service = testService();

/** True of nearly every rule that is alone in its workspace, and not what is wrong with it. */
const beside = new Set(['rules/unwatched-exporter', 'template/message-without-labels']);

interface Judged {
  readonly rule: MeantRule;
  readonly said: readonly string[];
  readonly counts: boolean;
}

function judge(rule: MeantRule, kind: 'bad' | 'good'): Judged {
  const findings = judgeMeant(service, rule).filter(({ check }) => !beside.has(check) || check === rule.check);
  const counts = findings.some(({ check, severity }) =>
    kind === 'good'
      ? severity === 'warning' || severity === 'error'
      : severity !== 'hint' && (!known.has(rule.check) || check === rule.check),
  );
  return { rule, said: findings.map(f => `${f.severity} ${f.check}: ${f.message}`), counts };
}

function print({ rule, said }: Judged): void {
  process.stdout.write(`  ${rule.check ? `${rule.check}: ` : ''}${rule.expr}\n`);
  for (const line of said) process.stdout.write(`      ${line}\n`);
}

const bad = meantRules(values.bad, 'bad').map(rule => judge(rule, 'bad'));
const good = meantRules(values.good, 'good').map(rule => judge(rule, 'good'));
const missed = bad.filter(({ counts }) => !counts);
const alarms = good.filter(({ counts }) => counts);

if (values.verbose) {
  process.stdout.write('told:\n');
  bad.filter(({ counts }) => counts).forEach(print);
}
if (missed.length) process.stdout.write('missed:\n');
missed.forEach(print);
if (alarms.length) process.stdout.write('false alarms:\n');
alarms.forEach(print);
const told = bad.length - missed.length;
process.stdout.write(
  `told ${told} of ${bad.length} bad rules (${((100 * told) / bad.length).toFixed(1)} %), ` +
    `${alarms.length} false alarms on ${good.length} right ones\n`,
);
process.exitCode = alarms.length || told < 0.95 * bad.length ? 1 : 0;
