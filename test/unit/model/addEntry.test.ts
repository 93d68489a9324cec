// A label or annotation added to a rule: read again, the rule has it and everything that it had.
import assert from 'node:assert/strict';
import { addEntry } from '../../../server/src/model/addEntry';
import { openDocument } from '../../../server/src/model/document';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import { applyEdits } from '../../../server/src/text/edits';
import { follow } from '../../../server/src/yaml/path';

const head = 'groups:\n  - name: g\n    rules:\n';
const firstRule = (text: string) => readRuleFile(openDocument(text).roots[0]!).groups[0]!.rules[0]!;

function added(rule: string, where: 'labels' | 'annotations', key: string, value: string): string | undefined {
  const text = head + rule;
  const placed = firstRule(text);
  const edit = addEntry(placed.rule, where, key, value);
  if (!edit) return undefined;
  const { from, to, newText } = edit;
  const next = applyEdits(text, [{ from: from + placed.base, to: to + placed.base, newText }]);
  const { rule: read } = firstRule(next);
  const entry = read[where].find(one => one.key.value === key);
  const node = follow(entry?.value);
  assert.equal(node?.kind === 'scalar' ? node.value : undefined, value, next);
  const count = (one: typeof read): number => one.labels.length + one.annotations.length;
  assert.equal(count(read), count(placed.rule) + 1, next);
  assert.deepEqual(openDocument(next).roots[0]!.document.problems, []);
  assert.equal(
    readRuleFile(openDocument(next).roots[0]!).groups[0]!.rules.length,
    readRuleFile(openDocument(text).roots[0]!).groups[0]!.rules.length,
  );
  return next.slice(head.length);
}

describe('an entry added to a rule', () => {
  it('stands below the last one, at its column', () => {
    const next = '      - alert: B\n        expr: up\n';
    assert.equal(
      added(
        `      - alert: A\n        expr: up\n        labels:\n          severity: page # now\n\n${next}`,
        'labels',
        'team',
        'gpu',
      ),
      `      - alert: A\n        expr: up\n        labels:\n          severity: page # now\n          team: gpu\n\n${next}`,
    );
    assert.equal(
      added('      - labels:\n            severity: page\n        alert: A\n        expr: up', 'labels', 'team', 'gpu'),
      '      - labels:\n            severity: page\n            team: gpu\n        alert: A\n        expr: up',
    );
    for (const style of ['|', '>-', '|+'])
      assert.match(
        added(
          `      - alert: A\n        expr: up\n        annotations:\n          a: ${style}\n            b\n\n${next}`,
          'annotations',
          'runbook_url',
          'https://x/y#z',
        )!,
        / {10}runbook_url: https:\/\/x\/y#z\n/,
      );
    assert.match(
      added('      - alert: A\r\n        expr: up\r\n        labels:\r\n          a: b\r\n', 'labels', 'team', 'x')!,
      /a: b\n {10}team: x\r\n/,
    );
  });

  it('brings its key where that is missing', () => {
    assert.equal(
      added('      - alert: A\n        expr: |\n          up\n          == 0\n', 'labels', 'team', 'gpu'),
      '      - alert: A\n        expr: |\n          up\n          == 0\n        labels:\n          team: gpu\n',
    );
    assert.match(
      added('      - {alert: A, expr: up}\n', 'annotations', 'x', 'z')!,
      /expr: up, annotations: \{x: z\}\}/,
    );
  });

  it('stands between braces, and in quotes where its text needs them', () => {
    assert.match(
      added('      - alert: A\n        expr: up\n        labels: { a: b }\n', 'labels', 'team', 'gpu')!,
      /\{ a: b, team: gpu \}/,
    );
    for (const value of ['yes', '1', 'a: b', 'a #b', '- a', 'ä"', '', 'https://x/{y}', 'a,b', '@a', 'null'])
      added('      - {alert: A, expr: up, labels: {a: b}}\n', 'labels', 'team', value);
  });

  it('is left to the author where others use the same text, or nothing is certain', () => {
    for (const rule of [
      '      - alert: A\n        expr: up\n        labels: &l {a: b}\n      - {alert: B, expr: up, labels: *l}\n',
      '      - alert: A\n        expr: up\n        labels:\n',
      '      - alert: A\n        expr: up\n        labels: {a: b,\n          c: d}\n',
      '      - alert: A\n        expr: up\n        labels: {}\n',
      '      - &r {alert: B, expr: up, labels: {a: b}}\n      - *r\n',
    ])
      assert.equal(added(rule, 'labels', 'team', 'x'), undefined, rule);
  });
});
