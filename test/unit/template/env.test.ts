// Which functions a template may use, by who reads it and when.
import assert from 'node:assert/strict';
import { alertmanagerLoadTemplates, alertmanagerTemplates } from '../../../server/src/template/env';
import { parseTemplate } from '../../../server/src/template/parser';
import { judgeText } from '../../harness/judge';

const version = { major: 0, minor: 34 };

describe('template environments', () => {
  it("knows Go's own functions alone where Alertmanager parses at load", () => {
    const atLoad = alertmanagerLoadTemplates(version);
    assert.deepEqual(parseTemplate('{{ printf "%s" (index .X 0) }}', atLoad).problems, []);
    assert.equal(parseTemplate('{{ toUpper "a" }}', atLoad).problems.length, 1);
    assert.deepEqual(parseTemplate('{{ toUpper "a" }}', alertmanagerTemplates(version)).problems, []);
  });

  it('refuses them in the address of a webhook, and nowhere else', () => {
    const findings = judgeText(
      [
        'route: {receiver: a}',
        'receivers:',
        '- name: a',
        '  webhook_configs:',
        `  - url: 'http://example.com/{{ toUpper "a" }}'`,
        '  slack_configs:',
        `  - {api_url: 'http://example.com', title: '{{ toUpper "a" }}'}`,
      ].join('\n'),
    );
    assert.deepEqual(
      findings
        .filter(({ severity }) => severity !== 'hint')
        .map(({ check, severity, start }) => [check, severity, start.line]),
      [['alertmanager/invalid-template', 'error', 4]],
    );
  });
});
