// The real Prometheus asked about texts that nobody wrote: mutants of recorded expressions, and label flow of random ones.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dialect } from '../../../server/src/promql/dialect';
import { analyzePromql } from '../../../server/src/promql/parser';
import { printPromql } from '../../../server/src/promql/print';
import { LabelSet, type MetricLabels, shapeOf } from '../../../server/src/promql/shape';
import { branchCarries } from '../../../server/src/promql/shape/branch';
import { mutants, Random, randomVector } from './random';
import { recordedExpressions } from './shared';

const oracle = join(import.meta.dirname, '..', '..', '..', '.oracles', 'oracle-prometheus');

interface Answer {
  readonly ok: boolean;
  readonly type?: string;
  readonly printed?: string;
  readonly errors?: readonly { readonly start: number; readonly end: number }[];
  readonly series?: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly values: readonly [number, string][];
  }[];
}

function ask(requests: readonly object[]): readonly Answer[] {
  const input = `${requests.map(request => JSON.stringify(request)).join('\n')}\n`;
  const { stdout } = spawnSync(oracle, { input, maxBuffer: 1 << 30 });
  return stdout
    .toString()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Answer);
}

describe('promql: asked of the real parser', () => {
  const recorded = recordedExpressions();
  if (!existsSync(oracle) || !recorded) {
    it('agrees about mutants (skipped: 2 tests, .oracles/oracle-prometheus or ../shared is missing)');
    return;
  }
  const texts = mutants(
    new Random(20261),
    recorded.map(({ expr }) => expr),
    4000,
  );
  for (const features of [[], ['all']]) {
    it(`agrees about mutants with ${features.length > 0 ? 'every feature' : 'no feature'} on`, () => {
      const target = dialect('3.16', features.length > 0 ? 'all' : []);
      const answers = ask(texts.map(expr => ({ op: 'promql', expr, features })));
      for (const [index, text] of texts.entries()) {
        const { ok, printed, errors } = answers[index]!;
        const { expr, problems } = analyzePromql(text, target);
        assert.equal(problems.length === 0, ok, `${text}\n${JSON.stringify(problems)}\n${JSON.stringify(errors)}`);
        // Upstream cuts what rounding leaves of milliseconds in durations.
        if (ok && !/\dms/.test(text)) {
          assert.equal(printPromql(expr, { unquotedUtf8Names: features.length > 0 }), printed, text);
        }
      }
    });
  }
});

describe('promql: label flow against evaluated expressions', () => {
  if (!existsSync(oracle)) {
    it('holds for random expressions (skipped: 1 test, .oracles/oracle-prometheus is missing)');
    return;
  }
  it('holds for random expressions', () => {
    const load = `load 30s
      gpu{gpu="0",node="a",job="d"} 1+1x20
      gpu{gpu="1",node="a",job="d"} 2+1x20
      gpu{gpu="0",node="b"} 3+1x20
      gpu{job="d"} 4+1x20
      mem{gpu="0",node="a",job="d"} 10+2x20
      mem{gpu="1",node="a",job="d"} 5+2x20
      mem{gpu="0",node="b",job="e"} 3+1x20
      pods{pod="p",node="a"} 1+1x20
      pods{pod="q",node="b",job="d"} 2+1x20
      rack{node="a",rack="r1"} 1+0x20
      rack{node="b",rack="r2"} 1+0x20
      rack{node="c"} 1+0x20
      h_bucket{le="1",gpu="0"} 1+1x20
      h_bucket{le="+Inf",gpu="0"} 3+3x20
      one{gpu="0"} 1+0x20
      bare 5+0x20`.replace(/^ {6}/gm, '  ');
    const carrying = (...labels: string[]): LabelSet => LabelSet.of(new Set(['__name__', 'node', ...labels]));
    const ofGpu = carrying('gpu', 'job');
    const known: Readonly<Record<string, LabelSet>> = {
      gpu: ofGpu,
      mem: ofGpu,
      pods: carrying('pod', 'job'),
      rack: carrying('rack'),
    };
    const metrics: MetricLabels = { carriedBy: metric => ({ labels: known[metric], sure: LabelSet.empty }) };
    const target = dialect('3.16', 'all');
    const random = new Random(7);
    const texts = Array.from({ length: 80 }, () => randomVector(random, 1 + random.below(3)));
    const answers = ask(texts.map(expr => ({ op: 'eval', load, expr, start: 600, features: ['binop-fill'] })));
    let judged = 0;
    for (const [index, text] of texts.entries()) {
      const { ok, type, series = [] } = answers[index]!;
      if (!ok || type === 'scalar') continue;
      const { branches } = shapeOf(analyzePromql(text, target).expr, metrics);
      assert.ok(series.length > 0 || !branches.some(({ always }) => always), `${text} is empty`);
      for (const { labels, values } of series) {
        judged++;
        const names = Object.keys(labels);
        const value = Number(values[0]?.[1]);
        const fits = branches.some(branch => {
          const { sure, constantValue } = branch;
          if (constantValue !== undefined && !Number.isNaN(value) && constantValue !== value) return false;
          return (
            [...sure].every(label => names.includes(label)) &&
            names.every(label => branchCarries(branch, label) !== 'no')
          );
        });
        assert.ok(fits, `${text} gives ${JSON.stringify(labels)} ${value}`);
      }
    }
    assert.ok(judged > 40);
  });

  it('never finds a sample where it says that the sides never have equal labels', () => {
    const load = `load 30s
      gpu{gpu="0",node="a",job="d"} 1+1x20
      gpu{gpu="1",node="b",job="d"} 2+1x20
      mem{gpu="0",node="a",job="d"} 10+2x20
      mem{gpu="1",node="b",job="e"} 5+2x20
      pods{pod="p",node="a",job="d"} 1+1x20
      pods{pod="q",node="b",job="d"} 2+1x20
      rack{node="a",rack="r1"} 1+0x20
      rack{node="b",rack="r2"} 1+0x20
      h_bucket{le="1",gpu="0"} 1+1x20
      h_bucket{le="+Inf",gpu="0"} 3+3x20
      one{gpu="0"} 1+0x20
      bare 5+0x20`.replace(/^ {6}/gm, '  ');
    const set = (...labels: string[]): LabelSet => LabelSet.of(new Set(['__name__', ...labels]));
    const known: Readonly<Record<string, LabelSet>> = {
      gpu: set('gpu', 'node', 'job'),
      mem: set('gpu', 'node', 'job'),
      pods: set('pod', 'node', 'job'),
      rack: set('node', 'rack'),
      h_bucket: set('le', 'gpu'),
      one: set('gpu'),
      bare: set(),
    };
    const metrics: MetricLabels = {
      carriedBy: metric => ({ labels: known[metric], sure: known[metric] ?? set() }),
    };
    const target = dialect('3.16', 'all');
    const random = new Random(11);
    const texts: string[] = [];
    while (texts.length < 300) {
      const text = randomVector(random, 1 + random.below(3));
      // A label that may be made is one that `by` expects to be there.
      if (/label_|nope/.test(text)) continue;
      const { branches } = shapeOf(analyzePromql(text, target).expr, metrics);
      if (branches.every(({ never }) => never)) texts.push(text);
    }
    const answers = ask(texts.map(expr => ({ op: 'eval', load, expr, start: 600, features: ['binop-fill'] })));
    for (const [index, text] of texts.entries()) {
      const { series = [] } = answers[index]!;
      assert.deepEqual(series, [], `${text} has samples`);
    }
  });
});
