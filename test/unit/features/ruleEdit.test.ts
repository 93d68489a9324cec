// Other thresholds and durations written into a rule: exactly that and nothing else, or nothing.
import assert from 'node:assert/strict';
import type { RuleChange } from '../../../server/src/features/previewShapes';
import { editRule } from '../../../server/src/features/ruleEdit';
import { ruleAt } from '../../../server/src/features/rules';
import { openDocument } from '../../../server/src/model/document';
import { applyEdits } from '../../../server/src/text/edits';
import { finish } from '../../../server/src/text/slices';

/** The text after a change of the rule with `mark` in it; undefined where no edit is sure. */
function changed(text: string, change: RuleChange, mark = 'alert: A'): string | undefined {
  const document = openDocument(text);
  const found = ruleAt(document, text.indexOf(mark));
  assert.ok(found);
  const edits = finish(editRule(document, found, change));
  return edits && applyEdits(text, edits);
}

const file = (rule: string) => `groups:
- name: g
  rules:
${rule}
  - alert: B
    expr: up == 0
    for: 1m
`;

describe('a rule is given other numbers', () => {
  it('writes a threshold in its place, however the expression is written', () => {
    for (const expr of [
      'temp > 80',
      "'temp > 80'",
      '"temp > 80"',
      '|\n      temp\n        > 80',
      '>-\n      temp\n      > 80 # hot',
    ]) {
      const text = file(`  - alert: A # hot\n    expr: ${expr}\n    labels: {a: '80'}`);
      const document = openDocument(text);
      const found = ruleAt(document, text.indexOf('alert: A'))!;
      const at = found.rule.expr!.value.indexOf('80');
      assert.equal(
        changed(text, { numbers: [{ from: at, to: at + 2, text: '92.5' }] }),
        text.replace('> 80', '> 92.5'),
        expr,
      );
    }
  });

  it('changes durations that are there', () => {
    const text = file('  - alert: A\n    expr: up\n    for: "5m" # wait\n    keep_firing_for: 0s');
    assert.equal(changed(text, { for: '10m', keepFiringFor: '1h' }), text.replace('"5m"', '"10m"').replace('0s', '1h'));
  });

  it('writes durations that are not there behind the expression', () => {
    const text = file('  - alert: A\n    expr: |\n      up ==\n      0\n    # why\n    labels:\n      a: b');
    assert.equal(
      changed(text, { for: '5m', keepFiringFor: '1m' }),
      text.replace('    labels:', '    for: 5m\n    keep_firing_for: 1m\n    labels:'),
    );
    const last = file('  - alert: A\n    expr: up');
    assert.equal(changed(last, { for: '5m' }), last.replace('    expr: up\n', '    for: 5m\n    expr: up\n'));
    const first = file('  - expr: up\n    alert: A');
    assert.equal(
      changed(first, { for: '5m' }, 'expr: up\n'),
      first.replace('    alert: A', '    for: 5m\n    alert: A'),
    );
    const crlf = text.replaceAll('\n', '\r\n');
    assert.equal(changed(crlf, { for: '5m' }), crlf.replace('    labels:', '    for: 5m\r\n    labels:'));
  });

  it('works inside of another document', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a.yaml: |\n${file('  - alert: A\n    expr: up > 1\n    labels: {}').replace(/^/gm, '    ').trimEnd()}\n`;
    assert.equal(changed(text, { numbers: [{ from: 5, to: 6, text: '2' }] }), text.replace('up > 1', 'up > 2'));
    const longer = changed(text, { for: '5m' });
    if (longer !== undefined) assert.equal(longer, text.replace('labels: {}', 'for: 5m\n        labels: {}'));
  });

  it('makes no edit that would say something else', () => {
    // A rule in one line has no place for a new line, an anchor is used elsewhere, a text is no number.
    assert.equal(changed(file('  - {alert: A, expr: up}'), { for: '5m' }), undefined);
    const shared = file('  - alert: A\n    expr: &e temp > 80\n  - alert: C\n    expr: *e');
    assert.equal(changed(shared, { numbers: [{ from: 7, to: 9, text: '90' }] }), undefined);
    assert.equal(changed(file('  - alert: A\n    expr: up\n    for: 5m'), { for: '5m: {x' }), undefined);
  });
});
