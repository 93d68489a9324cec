// npm run fuzz:eval -- [--count 2000] [--seed 1] [--show 10] [--save FILE] [--record FILE]
// Random queries over random series, evaluated by us and by Prometheus 3.16's own engine: values equal within 1e-9, label sets,
// remarks and errors equal; queries on which its engine panics are counted apart. --save appends what differs, --record all that does not hang on chance: fixtures of
// test/fixtures/evaluation. Needs oracle-prometheus (test/oracles/build.sh). Exit 1 where something differs.
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { hasOracle, Oracle } from '../oracles/ask';
import { differenceOf, evaluateHere, hangsOnLastDigit, type Question, type Theirs } from './evaluationCompare';
import { randomLoad } from './evaluationData';
import { randomQuery } from './evaluationGrammar';
import { Random } from './random';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '10' },
    save: { type: 'string' },
    record: { type: 'string' },
  },
});

/** Queries over one set of series. */
const perLoad = 20;

/** Features of the parser that are always on, so that everything can be asked. */
const syntax = ['experimental-functions', 'binop-fill'];

void main();

async function main(): Promise<void> {
  if (!hasOracle('prometheus')) {
    console.log('oracle-prometheus is missing (test/oracles/build.sh builds it): nothing asked.');
    return;
  }
  const oracle = new Oracle('prometheus');
  const [version] = await oracle.ask<{ remarks?: boolean }>([{ op: 'version' }]);
  if (!version?.remarks)
    throw new Error('oracle-prometheus is older than this test: test/oracles/build.sh --force prometheus');
  const random = new Random(Number(options.seed));
  const count = Number(options.count);
  let asked = 0;
  let valid = 0;
  let unsteady = 0;
  let panics = 0;
  const different = new Map<string, number>();
  let shown = 0;
  while (asked < count) {
    const questions = randomQuestions(random, Math.min(perLoad, count - asked));
    const theirs = await oracle.ask<Theirs>(questions.map(request));
    for (const [i, question] of questions.entries()) {
      asked++;
      const answer = theirs[i]!;
      if (answer.ok) valid++;
      if (answer.error?.startsWith('panic: ')) {
        panics++;
        continue;
      }
      const difference = differenceOf(question, evaluateHere(question), answer);
      if (
        options.record !== undefined &&
        JSON.stringify(answer).length < 1200 &&
        !(await isUnsteady(oracle, question, answer))
      ) {
        record(options.record, question, answer);
      }
      if (difference === undefined) continue;
      if (hangsOnLastDigit(question) || (await isUnsteady(oracle, question, answer))) {
        unsteady++;
        continue;
      }
      const signature = difference.replace(/"[^"]*"|[\d.e+-]+/g, '#').slice(0, 120);
      different.set(signature, (different.get(signature) ?? 0) + 1);
      if (shown++ < Number(options.show)) {
        console.log(
          `\n${question.expr}\n  at ${question.start}${question.step ? ` to ${question.end} step ${question.step}` : ''} ${question.features.join(' ')}`,
        );
        console.log(`  ${difference}`);
      }
      if (options.save !== undefined)
        appendFileSync(options.save, `${JSON.stringify({ ...question, theirs: answer })}\n`);
    }
  }
  oracle.close();
  const total = [...different.values()].reduce((sum, one) => sum + one, 0);
  console.log(
    `\nseed ${options.seed}: ${asked} queries, ${valid} with a value, ${total} differ, ${unsteady} on which upstream is of several minds or that the last digit of a function decides, ${panics} on which it panics`,
  );
  for (const [signature, times] of [...different].sort((a, b) => b[1] - a[1]).slice(0, 15))
    console.log(`${times} x ${signature}`);
  if (total > 0) process.exitCode = 1;
}

function randomQuestions(random: Random, count: number): readonly Question[] {
  const native = random.chance(60);
  const load = randomLoad(random, native);
  return Array.from({ length: count }, () => {
    const features = [...syntax];
    if (random.chance(35)) features.push('delayed-name-removal');
    if (random.chance(10)) features.push('start-timestamps');
    if (random.chance(5)) features.push('type-and-unit');
    const expr = randomQuery(random, { knows: ({ name }) => name !== 'holt_winters', native, modern: true });
    const start = random.pick([300, 600, 612.5, 455, 900, 1200, 60]);
    const step = random.chance(60) ? random.pick([30, 60, 15, 47, 120]) : 0;
    return { load, expr, start, end: step ? start + random.pick([0, 120, 600, 601]) : start, step, features };
  });
}

function request(question: Question): object {
  return { op: 'eval', ...question };
}

let recordedLoad = '';

/** A line with the series where they are others than before, then one with the query and Prometheus' answer. */
function record(file: string, { load, ...question }: Question, theirs: Theirs): void {
  if (load !== recordedLoad) appendFileSync(file, `${JSON.stringify({ load })}\n`);
  recordedLoad = load;
  appendFileSync(file, `${JSON.stringify({ ...question, theirs })}\n`);
}

/** Upstream walks maps in random order: what it answers otherwise at another try is not compared. */
async function isUnsteady(oracle: Oracle, question: Question, answer: Theirs): Promise<boolean> {
  const again = await oracle.ask<Theirs>(Array.from({ length: 14 }, () => request(question)));
  const text = ({ warnings, infos, series, ...rest }: Theirs): string =>
    JSON.stringify([
      rest,
      [...(warnings ?? [])].sort(),
      [...(infos ?? [])].sort(),
      (series ?? []).map(one => JSON.stringify(one)).sort(),
    ]);
  return again.some(other => text(other) !== text(answer));
}
