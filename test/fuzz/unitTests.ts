// npm run fuzz:tests -- [--count 1000] [--seed 1] [--show 5] [--broken 50] [--keep FOLDER] [--promtool .oracles/promtool] [--fields]
// Random files of unit tests, of which `--broken` percent have mistakes and half of the others do not hold: our verdict on each
// must be promtool's. `--keep` keeps the files on which both differ. `--fields` makes no random files but one for every field and
// value. Exit 1 where one differs.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { AlertState } from '../../server/src/alerting/clock';
import { readGroups } from '../../server/src/alerting/readGroups';
import { type GroupRun, runGroups, samplesOf } from '../../server/src/alerting/run';
import { until } from '../../server/src/alerting/until';
import { evaluateInstant } from '../../server/src/evaluation/evaluate';
import { formatFloat } from '../../server/src/go/floats';
import { openDocument } from '../../server/src/model/document';
import { dialect } from '../../server/src/promql/dialect';
import { parsePromql } from '../../server/src/promql/parser';
import { readSeries, seriesOf } from '../../server/src/series/notation';
import { isSince } from '../../server/src/target/version';
import { finish } from '../../server/src/text/slices';
import { createJudge } from '../oracles/ours';
import { type AlertCase, alertCase, expression } from './alertGroups';
import { broken } from './breakTests';
import { Random } from './random';
import { fieldFiles, fieldRules } from './testFields';

const minute = 60_000;
const target = dialect('3.16');

/** A file of unit tests for a case, whose expectations are what our own engine gives, some of them changed. */
function testFile(one: AlertCase, rules: string, random: Random): string {
  const run = runOf(one);
  const lines = [`rule_files: [${rules}]`, 'evaluation_interval: 1m', 'tests:', '- interval: 1m', '  input_series:'];
  for (const [series, values] of one.series) lines.push(`  - series: '${series}'`, `    values: '${values}'`);
  lines.push('  alert_rule_test:');
  const names = ['A', 'B', 'C'];
  for (const name of random.list(1, 3, () => random.pick(names))) lines.push(...alertTest(one, run, name, random));
  lines.push('  promql_expr_test:');
  for (const expr of random.list(1, 3, () => expression(random))) lines.push(...exprTest(one, run, expr, random));
  return `${lines.join('\n')}\n`;
}

function alertTest({ slots }: AlertCase, run: GroupRun, name: string, random: Random): readonly string[] {
  const slot = random.below(slots);
  const time = random.chance(20) ? `${slot}m30s` : `${slot}m`;
  const firing = run.alerts
    .filter(({ rule }) => rule.name === name)
    .flatMap(alert =>
      alert.instances
        .filter(({ states }) => states[slot] === AlertState.firing)
        .map(one => ({
          exp_labels: one.labels.filter(label => label !== 'alertname').toRecord(),
          exp_annotations: Object.fromEntries(alert.annotationsAt(one, slot)),
        })),
    );
  return [`  - {eval_time: ${time}, alertname: ${name}, exp_alerts: ${JSON.stringify(changed(firing, random))}}`];
}

function exprTest({ slots }: AlertCase, run: GroupRun, expr: string, random: Random): readonly string[] {
  const slot = random.below(slots);
  const storage = until(run.store, (slots - 1) * minute);
  const options = { dialect: target, subqueryStep: minute };
  const found = samplesOf(finish(evaluateInstant(parsePromql(expr, target).expr, storage, slot * minute, options)));
  const samples = typeof found === 'string' ? [] : found;
  const expected = samples.map(({ labels, value }) => ({
    labels: labels.toString(),
    value: Number.isNaN(value) ? '.nan' : formatFloat(value, 'g', -1).replace('Inf', '.inf').replace('+.', '.'),
  }));
  const rows = changed(expected, random).map(one => `{labels: ${JSON.stringify(one.labels)}, value: ${one.value}}`);
  return [`  - {expr: ${JSON.stringify(expr)}, eval_time: ${slot}m, exp_samples: [${rows.join(', ')}]}`];
}

/** The list, or in one of ten cases a list with a mistake. */
function changed<T extends object>(items: readonly T[], random: Random): readonly T[] {
  if (!random.chance(10) || items.length === 0) return items;
  if (random.chance(40)) return items.slice(1);
  const text = JSON.stringify(items[0]);
  return [JSON.parse(text.replace(/"([xyz])"/, '"w"').replace(/(\d)([",])/, '9$2')) as T, ...items.slice(1)];
}

function runOf({ content, series, slots }: AlertCase): GroupRun {
  const known = new Map(
    series.map(([metric, values]) => {
      const read = readSeries(`${metric} ${values}`);
      if (!read.ok) throw new Error(read.problem.message);
      return [read.labels.key, seriesOf(read.labels, read.values, 0, minute)] as const;
    }),
  );
  return finish(
    runGroups({
      groups: readGroups(openDocument(content), target).map(({ group }) => group),
      series: [...known.values()],
      slots: { start: 0, step: minute, count: slots },
      options: { dialect: target, subqueryStep: minute },
      readers: [parsePromql('ALERTS', target).expr],
    }),
  );
}

function main(): void {
  const { values: options } = parseArgs({
    options: {
      count: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      show: { type: 'string', default: '5' },
      broken: { type: 'string', default: '50' },
      keep: { type: 'string' },
      promtool: { type: 'string', default: '.oracles/promtool' },
      fields: { type: 'boolean', default: false },
    },
  });
  if (!fs.existsSync(options.promtool)) {
    console.log(`${options.promtool} is missing: nothing asked.`);
    return;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unit-tests-'));
  try {
    if (options.fields) {
      compareFields(path.resolve(options.promtool), folder, Number(options.show));
      return;
    }
    const random = new Random(Number(options.seed));
    const texts: string[] = [];
    const names = Array.from({ length: Number(options.count) }, (_, i) => {
      // Groups whose names are alike in order are evaluated in any order by promtool: one group only.
      const one = alertCase(random, 1);
      fs.writeFileSync(path.join(folder, `${i}.rules.yml`), one.content);
      const text = testFile(one, `${i}.rules.yml`, random);
      texts.push(text);
      const breaks = random.chance(Number(options.broken));
      fs.writeFileSync(path.join(folder, `${i}.test.yml`), breaks ? broken(text, texts.slice(-20), random) : text);
      return `${i}.test.yml`;
    });
    const theirs = promtoolVerdicts(path.resolve(options.promtool), folder, names);
    const { files } = ourJson<{ files: { passed: boolean }[] }>(folder, ['test'], names);
    const ours = files.map(({ passed }) => passed);
    const differing = names.filter((_, i) => ours[i] !== theirs[i]);
    for (const name of options.keep === undefined ? [] : differing) {
      fs.mkdirSync(options.keep!, { recursive: true });
      for (const one of [name, name.replace('.test', '.rules')]) {
        fs.copyFileSync(path.join(folder, one), path.join(options.keep!, one));
      }
    }
    for (const name of differing.slice(0, Number(options.show))) {
      console.log(`\n${name}: promtool says ${theirs[names.indexOf(name)] ? 'success' : 'failure'}`);
      console.log(fs.readFileSync(path.join(folder, name.replace('.test', '.rules')), 'utf8'));
      console.log(fs.readFileSync(path.join(folder, name), 'utf8'));
      console.log(
        spawnSync(path.resolve(options.promtool), ['test', 'rules', name], { cwd: folder, encoding: 'utf8' }).stderr,
      );
      console.log(
        spawnSync(process.execPath, [path.resolve('dist/cli.js'), 'test', name], { cwd: folder, encoding: 'utf8' })
          .stdout,
      );
    }
    const passing = theirs.filter(Boolean).length;
    console.log(
      `unit tests, seed ${options.seed}: agree ${names.length - differing.length}/${names.length} (${passing} succeed)`,
    );
    if (differing.length > 0) process.exitCode = 1;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Of files in which one field has another value: whether the tests hold, and of those that are refused whether a check says so. */
function compareFields(promtool: string, folder: string, show: number): void {
  const { stdout } = spawnSync('sh', ['-c', '"$0" --version 2>&1', promtool], { encoding: 'utf8' });
  const [, number = '3.16'] = /version (\d+\.\d+)/.exec(stdout) ?? [];
  const { version } = dialect(number);
  fs.writeFileSync(path.join(folder, 'r.yml'), fieldRules);
  const texts = [...fieldFiles('r.yml', since => since === undefined || isSince(version, since))];
  const names = texts.map((text, i) => {
    fs.writeFileSync(path.join(folder, `${i}.test.yml`), text);
    return `${i}.test.yml`;
  });
  const theirs = promtoolOutput(promtool, folder, names);
  const tested = ourJson<{ files: { passed: boolean }[] }>(folder, ['test', '--prometheus', number], names).files;
  const judge = createJudge({ as: 'unit-test', prometheus: number });
  const differing = names.flatMap((name, i) => {
    const said = theirs[i]!;
    const passed = /^ {2}SUCCESS$/m.test(said);
    const isRefused = !passed && !/^ *got:/m.test(said);
    const [error] = judge.text(texts[i]!);
    if (passed === tested[i]!.passed && isRefused === (error !== undefined)) return [];
    return [`--- ${name}, we: ${error?.message ?? (tested[i]!.passed ? 'pass' : 'fail')}\n${said.trim()}\n${texts[i]}`];
  });
  for (const one of differing.slice(0, show)) console.log(one);
  console.log(`fields of unit tests, promtool ${number}: agree ${names.length - differing.length}/${names.length}`);
  if (differing.length > 0) process.exitCode = 1;
}

/** What the command line says as JSON. */
function ourJson<T>(folder: string, command: readonly string[], names: readonly string[]): T {
  const args = [path.resolve('dist/cli.js'), ...command, '--format', 'json', ...names];
  return JSON.parse(
    spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout,
  ) as T;
}

/** Whether promtool finds every test of each file to hold. */
function promtoolVerdicts(promtool: string, folder: string, names: readonly string[]): readonly boolean[] {
  return promtoolOutput(promtool, folder, names).map(said => /^ {2}SUCCESS$/m.test(said));
}

/** What promtool says of each file. */
function promtoolOutput(promtool: string, folder: string, names: readonly string[]): readonly string[] {
  const script = 'exec "$0" test rules "$@" 2>&1';
  const { stdout } = spawnSync('sh', ['-c', script, promtool, ...names], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const said = new Map(
    stdout
      .split(/^(?:Unit Testing|Processing test file): +/m)
      .slice(1)
      .map(part => [part.slice(0, part.indexOf('\n')).trim(), part]),
  );
  return names.map(name => {
    const found = said.get(name);
    if (found === undefined) throw new Error(`promtool said nothing of ${name}:\n${stdout.slice(-2000)}`);
    return found;
  });
}

main();
