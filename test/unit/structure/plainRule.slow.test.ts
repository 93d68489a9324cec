// The short way for common rules and groups gives the verdict of the full reading, for every version and kind of rule file.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isPlainGroup, isPlainRule } from '../../../server/src/model/structure/plainRule';
import { readGroup, readRule } from '../../../server/src/model/structure/rules';
import type { YamlNode } from '../../../server/src/yaml/node';
import { parseYaml } from '../../../server/src/yaml/parse';
import { mutantOf, poolOf } from '../../fuzz/mutateYaml';
import { Random } from '../../fuzz/random';
import { draws } from '../../harness/draws';
import { withShared } from '../yaml/shared';
import { optionsFor } from './judge';

const targets = ['2.42', '3.0', '3.5', '3.16'].flatMap(version =>
  ([undefined, 'thanos', 'mimir'] as const).map(ruleDialect => ({ ...optionsFor('rules', version), ruleDialect })),
);

/** Holds each item of a list of rules to the full reading; gives how many took the short way. */
function compare(text: string): number {
  const [document, ...others] = parseYaml(text).documents;
  const root = document?.root;
  if (root?.kind !== 'seq' || document!.problems.length > 0 || others.length > 0) return 0;
  const plain = root.items.filter(isPlainRule);
  for (const item of plain) {
    for (const target of targets) {
      const problems = readRule(item, target);
      assert.deepEqual(problems, [], text.slice(item.from, item.to));
    }
  }
  return plain.length;
}

const word = fc.constantFrom(
  ...'up|a b|~|null|Null|1|1.5|true|yes|2024-01-01|.inf|0x1f|"up"|"~"|\'\'|""|"a:b"|!!str x|!!binary aGk=|&a x|*a|[a]|{}|<<|=|5m|0s|05m|90d|9999d|300y|1h30m|5|-5m|"5m"|5M|# c|a{b}|a:b_c|_x|1a|a-b|ü|__name__'.split(
    '|',
  ),
);
const oddKey = fc.constantFrom(...'alert|record|expr|for|"alert"|&k expr|!!str for|<<|null|x'.split('|'));
const name = fc.constantFrom(...'a|b|__name__|a-b|null|"a"|1|ü|<<|!!str c|_|Null'.split('|'));

/** Mostly what belongs there, now and then anything. */
function mostly<T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

const labels = fc
  .array(fc.tuple(mostly(fc.constantFrom('team', 'severity'), name), mostly(fc.constant('x'), word)), { maxLength: 3 })
  .map(list => (list.length === 0 ? ' {}' : list.map(([key, value]) => `\n    ${key}: ${value}`).join('')));
const line = (key: string, value: fc.Arbitrary<string>, odd: fc.Arbitrary<string> = word): fc.Arbitrary<string> =>
  fc
    .tuple(mostly(fc.constant(key), oddKey), mostly(value, odd))
    .map(([k, v]) => `${k}:${v.startsWith('\n') ? '' : ' '}${v}`);
const duration = fc.constantFrom('5m', '90d', '1s', '9999h');
const rule = fc
  .tuple(
    fc.oneof(line('alert', fc.constant('A')), line('record', fc.constantFrom('a:b', 'up'))),
    line('expr', fc.constantFrom('up', '"up == 0"', '|\n    up')),
    fc.option(line('for', duration)),
    fc.option(line('keep_firing_for', duration)),
    fc.option(line('labels', labels)),
    fc.option(line('annotations', labels)),
  )
  .map(lines => `- ${lines.filter(one => one !== null).join('\n  ')}\n`);

describe('the short way for common rules', () => {
  it('takes the usual ones', () => {
    const usual = `- alert: A
  expr: |
    up == 0
  for: 5m
  keep_firing_for: 10m
  labels:
    severity: warning
    level: 3
  annotations:
    summary: "it is down"
- record: job:up:sum
  expr: 'sum by (job) (up)'
  labels: {team: ml}
`;
    assert.equal(compare(usual), 2);
  });

  it('never takes one of which the full reading has something to say', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), rules => {
        taken += compare(rules.join(''));
      }),
      { numRuns: draws(3000) },
    );
    assert.ok(taken > draws(500), `only ${taken} took it`);
  });

  withShared(1, files => {
    it('nor does it among changed rules of real files', () => {
      // As many of each file: one of them may hold nothing but hundreds of odd rules.
      const found = files.map(({ text }) => rulesOf(text)).filter(some => some.length > 0);
      const most = Math.max(2, Math.ceil(draws(1500) / found.length));
      const rules = found.flatMap(some => some.slice(0, most));
      const random = new Random(7);
      const pool = poolOf(rules);
      let taken = 0;
      for (const one of rules) {
        taken += compare(one);
        taken += compare(mutantOf(one, pool, random));
      }
      assert.ok(taken > rules.length / 2, `only ${taken} of ${rules.length} took it`);
    });
  });
});

const oddGroupKey = fc.constantFrom(...'name|rules|"name"|&k name|!!str interval|<<|null|x|limit|labels'.split('|'));
const groupLine = (key: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(mostly(fc.constant(key), oddGroupKey), mostly(value, word)).map(([k, v]) => `${k}: ${v}`);
const group = fc
  .tuple(
    groupLine('name', fc.constantFrom('a', '"b c"', "'1'")),
    fc.option(groupLine('interval', duration)),
    fc.option(groupLine('rules', fc.constantFrom('[]', '[{}]', '&r []', '!!seq []'))),
    fc.option(groupLine('limit', fc.constantFrom('5', 'x')), { freq: 2 }),
  )
  .map(lines => `- ${lines.filter(one => one !== null).join('\n  ')}\n`);

describe('the short way for common groups', () => {
  it('never takes one of which the full reading has something to say', () => {
    let taken = 0;
    fc.assert(
      fc.property(group, text => {
        const [document, ...others] = parseYaml(text).documents;
        const root = document?.root;
        if (root?.kind !== 'seq' || document!.problems.length > 0 || others.length > 0) return;
        for (const item of root.items.filter(isPlainGroup)) {
          taken++;
          for (const target of targets) assert.deepEqual(readGroup(item, target), [], text);
        }
      }),
      { numRuns: draws(3000) },
    );
    assert.ok(taken > draws(300), `only ${taken} took it`);
  });
});

/** The lines of the items of a file's `rules`, moved to the left. */
function rulesOf(text: string): readonly string[] {
  if (text.length > 100_000 || !text.includes('rules:')) return [];
  return parseYaml(text).documents.flatMap(({ root }) => (root ? under(root, text) : []));
}

function under(node: YamlNode, text: string): readonly string[] {
  if (node.kind === 'seq') return node.items.flatMap(item => under(item, text));
  if (node.kind !== 'map') return [];
  return node.pairs.flatMap(({ key, value }): readonly string[] => {
    if (key.kind !== 'scalar' || key.value !== 'rules' || value.kind !== 'seq') return under(value, text);
    return value.items.map(item => {
      const column = item.from - (text.lastIndexOf('\n', item.from - 1) + 1);
      return `- ${text.slice(item.from, item.to).replaceAll(`\n${' '.repeat(column)}`, '\n  ')}\n`;
    });
  });
}
