// The function tables: complete, described, with examples that load and run.
import assert from 'node:assert/strict';
import { BUILTINS } from '../../../server/src/template/builtins';
import { checkTemplate } from '../../../server/src/template/check';
import { alertmanagerTemplates, prometheusTemplates, type TemplateEnv } from '../../../server/src/template/env';
import { signature } from '../../../server/src/template/functions';
import { NOTIFICATION_FUNCTIONS } from '../../../server/src/template/notificationFunctions';
import { parseTemplate } from '../../../server/src/template/parser';
import { RULE_FUNCTIONS } from '../../../server/src/template/ruleFunctions';
import { askTemplates, hasTemplateOracle } from '../../oracles/askTemplates';

const rules = prometheusTemplates({ major: 3, minor: 16 });
const notifications = alertmanagerTemplates({ major: 0, minor: 34 });
/** Known to the interpreter itself. */
const machine = ['and', 'or', 'call'];

describe('template functions', () => {
  const tables: readonly (readonly [string, TemplateEnv, Readonly<Record<string, unknown>>])[] = [
    ['Prometheus', rules, RULE_FUNCTIONS],
    ['Alertmanager', notifications, NOTIFICATION_FUNCTIONS],
  ];
  for (const [name, env, own] of tables) {
    it(`of ${name} are all implemented, and no others`, () => {
      const implemented = [...machine, ...Object.keys(BUILTINS), ...Object.keys(own)].sort();
      assert.deepEqual([...env.functions.keys()].sort(), implemented);
    });
    it(`of ${name} have an example that loads and cannot fail by itself`, () => {
      for (const row of env.functions.values()) {
        // Go's own functions have examples of rules.
        const target = row.origin === 'go' ? rules : env;
        const parsed = parseTemplate(row.example, target);
        const faults = [...parsed.problems, ...checkTemplate(parsed)].filter(
          p => p.code !== 'missing-template' && !(row.name === 'call' || row.name === 'append'),
        );
        assert.deepEqual(faults, [], row.example);
        assert.ok(row.example.includes(row.name), row.name);
        assert.match(row.doc, /^[A-Z].*[.]$/);
      }
    });
  }

  it('read as a person writes them', () => {
    assert.equal(signature(rules.functions.get('match')!), 'match(pattern string, text string) bool');
    assert.equal(signature(rules.functions.get('printf')!), 'printf(format string, values ...any) string');
    assert.equal(signature(rules.functions.get('first')!), 'first(series queryResult) sample');
  });

  it('come with their versions', () => {
    const count = (major: number, minor: number) => prometheusTemplates({ major, minor }).functions.size;
    assert.equal(count(3, 16) - count(2, 42), 3);
    assert.equal(alertmanagerTemplates({ major: 0, minor: 25 }).functions.has('date'), false);
    assert.equal(alertmanagerTemplates({ major: 0, minor: 28 }).functions.has('date'), true);
  });

  it('of Prometheus are the ones that it knows, live', function () {
    if (!hasTemplateOracle()) {
      console.log('      1 test skipped: .oracles/oracle-prometheus is not built here');
      this.skip();
    }
    const names = [
      ...new Set([...rules.functions.keys(), ...notifications.functions.keys(), 'tmpl', 'default', 'break']),
    ];
    const verdicts = askTemplates(
      names.map(name => ({ text: `{{ ${name} }}`, labels: {}, externalLabels: {}, externalURL: '', value: '1' })),
    );
    const known = names.filter((_, i) => verdicts[i]!.loads);
    assert.deepEqual(known.sort(), [...rules.functions.keys()].sort());
  });
});
