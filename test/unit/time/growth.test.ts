// The time of judging grows with the text and not with its square: a text of twice the size takes about twice as long.
import assert from 'node:assert/strict';
import { cpuTime } from '../../harness/cpuTime';
import { judgeText } from '../../harness/judge';

/** A text of `n` parts. */
type Text = (n: number) => string;

const times = (n: number, part: (i: number) => string): string => Array.from({ length: n }, (_, i) => part(i)).join('');
const RULES = 'groups:\n- name: g\n  rules:\n';
const OBJECT = 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: x}\nspec:\n';

/** Each with the number of parts to begin with. */
const texts: Readonly<Record<string, readonly [n: number, text: Text]>> = {
  'sound rules': [400, n => RULES + times(n, i => `  - record: r${i}\n    expr: sum(m${i})\n`)],
  'broken rules': [400, n => RULES + times(n, i => `  - record: r${i}\n    expr: sum(m${i}\n   x: [\n`)],
  'equal keys in one flow map': [400, n => `${RULES}  - {record: a, expr: up, labels: {${'a: b, '.repeat(n)}}}\n`],
  'rules in one line': [400, n => `groups: [{name: a, rules: [${times(n, i => `{record: r${i}, expr: up}, `)}]}]\n`],
  'refused documents': [200, n => `groups:\n- name: g\n  rules: []\n${'---\na: b: c\n'.repeat(n)}`],
  'empty documents': [3000, n => `${'---\n'.repeat(n)}${RULES}  - {record: a, expr: up}\n`],
  'sound objects': [100, n => times(n, i => `${OBJECT}  groups: [{name: g${i}, rules: []}]\n---\n`)],
  'suppressions in a row': [
    400,
    n => `${RULES}${'  # ml-alert-rules disable promql\n'.repeat(n)}  - {record: a, expr: up}\n`,
  ],
};

function fastest(text: string): number {
  return Math.min(...[1, 2, 3].map(() => cpuTime(() => judgeText(text)).ms));
}

describe('time of growing texts', () => {
  for (const [name, [begin, text]] of Object.entries(texts)) {
    it(name, () => {
      let n = begin;
      let small = fastest(text(n));
      while (small < 20 && n < 50 * begin) small = fastest(text((n *= 2)));
      const large = fastest(text(4 * n));
      assert.ok(large < 10 * small + 20, `${n} parts take ${small.toFixed(0)} ms, ${4 * n} ${large.toFixed(0)} ms`);
    });
  }
});
