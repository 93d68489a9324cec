import assert from 'node:assert/strict';
import { judgeText } from '../../harness/judge';

/** Three times the same alert: the second and third are findings. */
function text(comments: { top?: string; rule?: string; inside?: string; line?: string }): string {
  return [
    ...(comments.top ? [comments.top] : []),
    'groups:',
    '- name: example',
    '  rules:',
    '  - alert: Example',
    '    expr: up == 0',
    ...(comments.rule ? [`  ${comments.rule}`] : []),
    `  - alert: Example${comments.line ? ` ${comments.line}` : ''}`,
    ...(comments.inside ? [`    ${comments.inside}`] : []),
    '    expr: up == 0',
    '  - alert: Example',
    '    expr: up == 0',
    '',
  ].join('\n');
}

function found(comments: Parameters<typeof text>[0]): readonly string[] {
  return judgeText(text(comments)).map(finding => `${finding.start.line} ${finding.check}`);
}

const duplicate = 'rules/duplicate-rule';

describe('checks/suppress', () => {
  it('silences a rule from above, from inside and at its line', () => {
    assert.deepEqual(found({}), [`5 ${duplicate}`, `7 ${duplicate}`]);
    assert.deepEqual(found({ rule: `# ml-alert-rules disable ${duplicate} on purpose` }), [`8 ${duplicate}`]);
    assert.deepEqual(found({ inside: `# ml-alert-rules disable ${duplicate}` }), [`8 ${duplicate}`]);
    assert.deepEqual(found({ line: `# ml-alert-rules disable ${duplicate}` }), [`7 ${duplicate}`]);
    assert.deepEqual(found({ rule: `# ml-alert-rules disable-next-line ${duplicate}` }), [`8 ${duplicate}`]);
  });

  it('silences a family, a list and a whole file', () => {
    assert.deepEqual(found({ rule: '# ml-alert-rules disable rules' }), [`8 ${duplicate}`]);
    assert.deepEqual(found({ rule: `# ml-alert-rules disable promql, ${duplicate}` }), [
      '5 comments/unused-suppression',
      `8 ${duplicate}`,
    ]);
    assert.deepEqual(found({ top: `# ml-alert-rules disable-file ${duplicate}` }), []);
  });

  it('honours comments of pint', () => {
    assert.deepEqual(found({ rule: '# pint disable rule/duplicate' }), [`8 ${duplicate}`]);
    assert.deepEqual(found({ top: '# pint file/disable rule/duplicate' }), []);
    assert.deepEqual(found({ top: '# pint ignore/file' }), []);
    assert.deepEqual(found({ rule: '# pint disable promql/series(up)' }), [`6 ${duplicate}`, `8 ${duplicate}`]);
  });

  it('reads comments only where YAML has them', () => {
    const inText = text({}).replace(
      'expr: up == 0',
      `expr: |\n      # ml-alert-rules disable-file ${duplicate}\n      up == 0`,
    );
    assert.ok(judgeText(inText).some(finding => finding.check === duplicate));
  });

  it('works inside a Secret', () => {
    const secret = (comment: string): string =>
      `apiVersion: v1\nkind: Secret\nstringData:\n  alertmanager.yaml: |\n    route:\n      receiver: a\n      group_by: [alertname]\n      routes:\n      ${comment}\n      - match: {team: a}\n    receivers:\n    - name: a\n`;
    assert.deepEqual(
      judgeText(secret('# a comment')).map(finding => finding.check),
      ['alertmanager/deprecated-match'],
    );
    assert.deepEqual(judgeText(secret('# ml-alert-rules disable-next-line alertmanager/deprecated-match')), []);
  });
});
