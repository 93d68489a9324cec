import assert from 'node:assert/strict';
import fs from 'node:fs';
import { integrationSchema } from '../../../server/src/model/schema/alertmanager';
import { keyAt, schemaAt } from '../../../server/src/model/schema/schemaAt';
import type { KeyInfo, SchemaKind, SchemaType } from '../../../server/src/model/schema/types';

const kinds: readonly (readonly [SchemaKind, string?])[] = [
  ['rules'],
  ['prometheus-rule'],
  ['alertmanager'],
  ['alertmanager-config', 'v1alpha1'],
  ['alertmanager-config', 'v1beta1'],
];

/** All rows of all tables below a type, each once. */
function rowsOf(type: SchemaType, seen = new Set<SchemaType>()): readonly KeyInfo[] {
  if (seen.has(type)) return [];
  seen.add(type);
  switch (type.kind) {
    case 'object':
      return type.keys.flatMap(info => [info, ...rowsOf(info.type, seen)]);
    case 'list':
      return rowsOf(type.item, seen);
    case 'map':
      return rowsOf(type.value, seen);
    case 'either':
      return type.of.flatMap(one => rowsOf(one, seen));
    default:
      return [];
  }
}

describe('tables of keys', () => {
  for (const [kind, apiVersion] of kinds) {
    it(`say what each key of ${[kind, apiVersion].filter(Boolean).join(' ')} is for`, () => {
      const rows = rowsOf(schemaAt(kind, [], { apiVersion })!);
      assert.ok(rows.length > 10);
      for (const row of rows) {
        assert.match(row.doc, /^[A-Z].{7,}[.]$/s, row.name);
        assert.ok(!row.doc.startsWith('Setting `'), `${row.name} has only a filler`);
      }
    });
  }

  it('are found by path', () => {
    assert.equal(keyAt('rules', ['groups', 0, 'rules', 3, 'expr'])?.required, true);
    assert.equal(keyAt('prometheus-rule', ['spec', 'groups', 0, 'name'])?.required, true);
    assert.equal(keyAt('alertmanager', ['route', 'routes', 0, 'routes', 1, 'matchers'])?.name, 'matchers');
    assert.equal(keyAt('alertmanager', ['receivers', 0, 'slack_configs', 0, 'app_token'])?.since, '0.30');
    assert.equal(keyAt('alertmanager', ['receivers', 0, 'jira_configs', 0, 'summary', 'template'])?.name, 'template');
    assert.equal(
      keyAt('alertmanager-config', ['spec', 'route', 'routes', 0, 'routes', 0, 'groupBy'], { apiVersion: 'v1beta1' })
        ?.name,
      'groupBy',
    );
    assert.equal(schemaAt('rules', ['groups', 0, 'rules', 0, 'labels', 'severity'])?.kind, 'string');
    assert.equal(schemaAt('rules', ['nonsense', 0]), undefined);
    assert.equal(keyAt('rules', []), undefined);
  });

  it('have every field of every integration', function () {
    const facts = '../shared/corpus/alertmanager/integrations.json';
    if (!fs.existsSync(facts)) {
      console.log('      1 skipped: ../shared is missing');
      this.skip();
    }
    interface Field {
      readonly name: string;
      readonly in_0_25: boolean;
    }
    const { integrations } = JSON.parse(fs.readFileSync(facts, 'utf8')) as {
      integrations: Record<
        string,
        { readonly key: string; readonly in_0_25: boolean; readonly fields: readonly Field[] }
      >;
    };
    for (const { key, in_0_25, fields } of Object.values(integrations)) {
      const table = integrationSchema(key);
      assert.deepEqual(
        [...new Set(table?.keys.map(info => info.name))].sort(),
        fields.map(field => field.name).sort(),
        key,
      );
      if (!in_0_25) continue;
      const late = new Set(table?.keys.filter(info => info.since).map(info => info.name));
      for (const field of fields) {
        const known = field.in_0_25 || late.has(field.name);
        assert.ok(known, `${key}.${field.name} is newer than 0.25`);
      }
    }
  });
});
