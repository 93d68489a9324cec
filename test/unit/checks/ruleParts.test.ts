// Texts of rules as the target reads them, where YAML says more than the characters.
import assert from 'node:assert/strict';
import { judgeText } from '../../harness/judge';

describe('texts in base64', () => {
  // `rate(up)`, `{{ $x }}`, and `up`, which is right.
  const rules = `groups:
- name: a
  rules:
  - alert: !!binary YQ==
    expr: !!binary cmF0ZSh1cCk=
    labels:
      severity: warning
    annotations:
      summary: !!binary e3sgJHggfX0=
  - record: !!binary YTpi
    expr: !!binary dXA=
`;
  const errors = (prometheus: string) =>
    judgeText(rules, { config: { prometheus } })
      .filter(({ severity }) => severity === 'error')
      .map(({ check, start, end }) => [check, start.line, start.character, end.character]);

  it('are decoded, and what is wrong with them stands at the whole of them', () => {
    assert.deepEqual(errors('3.16'), [
      ['promql/type', 4, 19, 31],
      ['template/undefined-variable', 8, 24, 36],
    ]);
  });

  it('are read as they stand in expressions before 3.5', () => {
    assert.deepEqual(errors('2.42'), [
      ['promql/syntax', 4, 30, 31],
      ['template/undefined-variable', 8, 24, 36],
      ['promql/syntax', 10, 22, 23],
    ]);
  });
});

describe('findings in a Secret', () => {
  it('name the line of the decoded text', () => {
    const config = 'route:\n  receiver: a\n  group_by: [x, x]\nreceivers:\n- name: b\n';
    const data = Buffer.from(config).toString('base64');
    const found = judgeText(`apiVersion: v1\nkind: Secret\ndata:\n  alertmanager.yaml: ${data}\n`);
    assert.deepEqual(
      found.filter(({ severity }) => severity === 'error').map(({ message, start }) => [message, start.line]),
      [
        ['Line 3 of the decoded text: `x` stands twice in `group_by`; remove one.', 3],
        ['Line 2 of the decoded text: There is no receiver `a` under `receivers`; define it there.', 3],
      ],
    );
  });
});
