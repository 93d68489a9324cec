import assert from 'node:assert/strict';
import { openDocument } from '../../../server/src/model/document';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import type { RuleUnit } from '../../../server/src/model/ruleFile';
import { RuleMemo } from '../../../server/src/model/ruleMemo';

describe('values kept with rules', () => {
  it('are those of each memo alone, and go by themselves', () => {
    const document = openDocument(
      'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n  - alert: B\n    expr: up\n',
    );
    const [one, other] = readRuleFile(document.roots[0]!).groups[0]!.rules.map(({ rule }) => rule) as [
      RuleUnit,
      RuleUnit,
    ];
    const [numbers, words] = [new RuleMemo<number>(), new RuleMemo<string>()];
    numbers.set(one, 1);
    words.set(one, 'a');
    words.set(other, 'b');
    numbers.set(one, 2);
    assert.deepEqual([numbers.get(one), words.get(one)], [2, 'a']);
    assert.deepEqual([numbers.get(other), words.get(other)], [undefined, 'b']);
    words.delete(one);
    numbers.delete(other);
    assert.deepEqual([numbers.get(one), words.get(one), words.get(other)], [2, undefined, 'b']);
    words.set(one, 'c');
    assert.equal(words.get(one), 'c');
  });
});
