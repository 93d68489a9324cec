// What a configuration says to checks beside their severity.
import assert from 'node:assert/strict';
import type { CheckOptions } from '../../../server/src/checks/options';
import { judgeText } from '../../harness/judge';

const alert = (name: string, severity: string, annotations = ''): string =>
  `  - alert: ${name}\n    expr: my_metric > 5\n    labels: {severity: ${severity}}\n${annotations}`;

function said(rules: readonly string[], options?: CheckOptions): readonly string[] {
  const found = judgeText(`groups:\n- name: a\n  rules:\n${rules.join('')}`, options ? { config: { options } } : {});
  return found.flatMap(({ check, message }) => (/runbook|severity/.test(check) ? [message] : []));
}

describe('options of checks', () => {
  it('name the severities that there are', () => {
    const rules = [alert('A', 'page'), alert('B', 'warning'), alert('C', 'tickett')];
    assert.equal(said(rules.slice(0, 2)).length, 0);
    assert.deepEqual(said(rules, { 'rules/unknown-severity': { severities: ['page', 'ticket'] } }), [
      'The configuration has no severity `warning`: write `page` or `ticket`.',
      'The configuration has no severity `tickett`: write `ticket`.',
    ]);
  });

  it('ask for a runbook of every alert', () => {
    const rules = [
      alert('A', 'page', '    annotations: {runbook_url: "https://x.example/runbook/a"}\n'),
      alert('B', 'page'),
      alert('C', 'page'),
      alert('D', 'none'),
    ];
    assert.deepEqual(said(rules), []);
    assert.deepEqual(said(rules, { 'rules/missing-runbook': { required: true } }), [
      'B has no `runbook_url`, which the configuration asks for.',
      'C has no `runbook_url`, which the configuration asks for.',
    ]);
    const own = [alert('A', 'page', '    annotations: {sop_link: "wiki"}\n'), alert('B', 'page')];
    assert.deepEqual(said(own, { 'rules/missing-runbook': { required: true, key: 'sop_link' } }), [
      'B has no `sop_link`, which the configuration asks for.',
    ]);
  });
});
