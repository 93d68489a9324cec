// What the checks of joins say is asked of the real Prometheus: an operator that never matches gives nothing, a missing
// `group_left` fails, a part of itself is 1, and the right forms do none of that.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judgeText, testService } from '../../harness/judge';

const oracle = join(import.meta.dirname, '..', '..', '..', '.oracles', 'oracle-prometheus');

/** Series as two targets expose them. */
const series = ['a', 'b'].flatMap(target => [
  `requests_total{job="api",instance="${target}",model="m",pod="p-${target}",status="ok"} 10+10x40`,
  `requests_total{job="api",instance="${target}",model="m",pod="p-${target}",status="error"} 1+1x40`,
  `DCGM_FI_DEV_GPU_UTIL{job="dcgm",instance="${target}",gpu="0",UUID="u0${target}",pci_bus_id="1",device="n0",modelName="H"} 95+0x40`,
  `DCGM_FI_DEV_GPU_UTIL{job="dcgm",instance="${target}",gpu="1",UUID="u1${target}",pci_bus_id="2",device="n1",modelName="H"} 95+0x40`,
  `up{job="api",instance="${target}"} 1+0x40`,
  `node_load1{job="node",instance="${target}"} 90+0x40`,
  `budget{job="cost",instance="${target}"} 1+0x40`,
]);
const load = `load 30s\n${series.map(line => `  ${line}`).join('\n')}`;

type Outcome = 'nothing' | 'fails' | 'one' | 'something';

const rows: readonly (readonly [expr: string, check: string | undefined, outcome: Outcome])[] = [
  ['sum(requests_total) > budget', 'promql/never-matches', 'nothing'],
  ['sum(requests_total) > on () group_right () (budget{instance="a"})', undefined, 'something'],
  ['up == 1 and absent(nothing)', 'promql/never-matches', 'nothing'],
  ['up == 1 and on () absent(nothing)', undefined, 'one'],
  ['DCGM_FI_DEV_GPU_UTIL > 90 and hour() >= 0', 'promql/never-matches', 'nothing'],
  ['requests_total{status="error"} / requests_total{status="ok"}', 'promql/never-matches', 'nothing'],
  ['requests_total{status="error"} / ignoring (status) requests_total{status="ok"}', undefined, 'something'],
  ['sum by (model, status) (requests_total) / sum by (model) (requests_total)', 'promql/never-matches', 'nothing'],
  ['sum by (pod) (requests_total) > sum by (model) (requests_total)', 'promql/never-matches', 'nothing'],
  [
    'sum by (model, pod) (requests_total) / on (model) sum by (model) (requests_total)',
    'promql/missing-group-left',
    'fails',
  ],
  [
    'sum by (model, pod) (requests_total) / on (model) group_left () sum by (model) (requests_total)',
    undefined,
    'something',
  ],
  ['DCGM_FI_DEV_GPU_UTIL > on (instance) node_load1', 'promql/missing-group-left', 'fails'],
  ['DCGM_FI_DEV_GPU_UTIL > on (instance) group_left () node_load1', undefined, 'something'],
  ['node_load1 * on (instance) group_left () DCGM_FI_DEV_GPU_UTIL', 'promql/missing-group-left', 'fails'],
  ['rate(requests_total{status="error"}[5m]) / rate(requests_total[5m])', 'promql/part-of-itself', 'one'],
  [
    'sum by (model) (rate(requests_total{status="error"}[5m])) / sum by (model) (rate(requests_total[5m]))',
    undefined,
    'something',
  ],
];

const joins = /^promql\/(?:never-matches|missing-group-left|part-of-itself)$/;

const service = testService();

function told(expr: string): string | undefined {
  const text = `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: ${expr}\n`;
  return judgeText(text, { service }).find(({ check }) => joins.test(check))?.check;
}

interface Answer {
  readonly ok: boolean;
  readonly series?: readonly { readonly values: readonly [number, string][] }[];
}

function outcomeOf({ ok, series: found = [] }: Answer): Outcome {
  if (!ok) return 'fails';
  if (found.length === 0) return 'nothing';
  return found.every(({ values }) => values[0]?.[1] === '1') ? 'one' : 'something';
}

describe('checks of joins', () => {
  for (const [expr, check] of rows)
    it(`${check ?? 'nothing'} is told of ${expr}`, () => assert.equal(told(expr), check));

  it('say what Prometheus does', function () {
    if (!existsSync(oracle)) this.skip();
    const input = rows.map(([expr]) => JSON.stringify({ op: 'eval', load, expr, start: 900 })).join('\n');
    const lines = spawnSync(oracle, { input: `${input}\n`, maxBuffer: 1 << 28 })
      .stdout.toString()
      .trim()
      .split('\n');
    for (const [at, [expr, , outcome]] of rows.entries()) {
      assert.equal(outcomeOf(JSON.parse(lines[at]!) as Answer), outcome, expr);
    }
  });
});
