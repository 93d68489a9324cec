// An error in an expression stands on the same characters however the expression is written in YAML.
import assert from 'node:assert/strict';
import { dialect } from '../../../server/src/promql/dialect';
import { analyzePromql } from '../../../server/src/promql/parser';
import { drawn } from '../../harness/draws';
import { readCorpus } from '../../oracles/corpus';
import { createJudge } from '../../oracles/ours';

const WRONG = [
  'rate(up)',
  'sum(up',
  'up{job=~"("}',
  'foo + bar{a="b",}} > 1',
  'up offset 5x',
  'label_replace(up, "a")',
  'sum by (a) (rate(x[5m])) >',
  'a == b and',
  '{}',
  'x[5m] @ foo',
  '"é😀" + up',
  'up{a="\\q"}',
];

/** An expression in a style of YAML, with the file's offset of each of its characters; undefined where it cannot be. */
type Style = (expr: string) => { readonly text: string; readonly at: (offset: number) => number } | undefined;

const HEAD = 'groups:\n- name: g\n  rules:\n  - alert: a\n    expr: ';

const styles: Readonly<Record<string, Style>> = {
  plain: expr =>
    /^[A-Za-z(][^#:\n\t"'\\]*[^\s#:\n]$/.test(expr)
      ? { text: `${HEAD}${expr}\n`, at: offset => HEAD.length + offset }
      : undefined,
  single: expr => {
    if (expr.includes('\n')) return undefined;
    const before = (offset: number): number => expr.slice(0, offset).split("'").length - 1;
    return { text: `${HEAD}'${expr.replaceAll("'", "''")}'\n`, at: o => HEAD.length + 1 + o + before(o) };
  },
  double: expr => {
    const escaped = (part: string): string =>
      part.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
    return { text: `${HEAD}"${escaped(expr)}"\n`, at: o => HEAD.length + 1 + escaped(expr.slice(0, o)).length };
  },
  literal: expr => block(expr, '|-'),
  folded: expr => (/^\s|\n/.test(expr) ? undefined : block(expr, '>-')),
};

function block(expr: string, header: string): ReturnType<Style> {
  if (/^[\s]|\n\s*$|\s$/.test(expr)) return undefined;
  const lead = `${HEAD}${header}\n      `;
  const at = (offset: number): number => lead.length + offset + 6 * (expr.slice(0, offset).split('\n').length - 1);
  return { text: `${lead}${expr.replaceAll('\n', '\n      ')}\n`, at };
}

describe('places of errors in expressions', () => {
  const recorded = (readCorpus('promql') ?? [])
    .filter(({ verdicts }) => verdicts['3.16'] === false)
    .map(({ expr }) => expr!)
    // What YAML cannot hold as it is, or changes.
    .filter(expr => expr.trim() !== '' && /^[\n\t -~\u00a1-\ud7ff\ue000-\ufefe]*$/.test(expr));
  const target = dialect('3.16');
  for (const [name, write] of Object.entries(styles)) {
    it(`are the same characters in ${name} scalars`, () => {
      const judge = createJudge({ as: 'rules', prometheus: '3.16' });
      let compared = 0;
      for (const expr of [...WRONG, ...drawn(recorded)]) {
        const written = write(expr);
        if (!written) continue;
        const wanted = analyzePromql(expr, target).problems;
        const found = judge.text(written.text).filter(({ check }) => check.startsWith('promql/'));
        const place = (from: number, to: number): string => `${from}-${Math.max(to, from)}`;
        const ours = new Set(found.map(({ from, to }) => place(from, to)));
        for (const { from, to } of wanted) {
          if (from === to) continue;
          compared++;
          // The end is behind the last character, wherever the next one is written.
          const end = written.at(to - 1) + (written.at(to) - written.at(to - 1));
          assert.ok(
            ours.has(place(written.at(from), end)),
            `${JSON.stringify(written.text)} ${from}-${to} ${[...ours]}`,
          );
        }
      }
      assert.ok(compared >= 3);
    });
  }
});
