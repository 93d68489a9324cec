// What is read of the rules that a server has loaded.
import assert from 'node:assert/strict';
import { decodeRules } from '../../../server/src/datasource/prometheus/rules';

const rule = {
  state: 'inactive',
  name: 'A',
  query: 'up == 0',
  duration: 90,
  keepFiringFor: 5,
  labels: { severity: 'page' },
  annotations: {},
  alerts: [],
  health: 'err',
  lastError: 'many-to-many',
  type: 'alerting',
};
const group = {
  name: 'g',
  file: '/etc/rules.yml',
  rules: [rule, { name: 'r:x', query: 'sum(x)', health: 'ok', type: 'recording' }],
  interval: 15,
  limit: 0,
  evaluationTime: 0.0004,
  lastEvaluation: '2026-11-29T16:00:00.743203216Z',
};

describe('datasource: loaded rules', () => {
  it('are read with when they were evaluated', () => {
    assert.deepEqual(decodeRules({ groups: [group] }), {
      ok: true,
      data: {
        groups: [
          {
            name: 'g',
            file: '/etc/rules.yml',
            interval: 15_000,
            limit: 0,
            lastEvaluation: Date.parse('2026-11-29T16:00:00.743Z'),
            rules: [
              {
                kind: 'alert',
                name: 'A',
                query: 'up == 0',
                for: 90_000,
                keepFiringFor: 5_000,
                lastError: 'many-to-many',
              },
              { kind: 'record', name: 'r:x', query: 'sum(x)', for: 0, keepFiringFor: 0 },
            ],
          },
        ],
      },
      notes: [],
    });
  });

  it('are none where a server has none, and no evaluation is known of one that never was', () => {
    assert.deepEqual(decodeRules({ groups: null }), { ok: true, data: { groups: [] }, notes: [] });
    const read = decodeRules({ groups: [{ ...group, lastEvaluation: '0001-01-01T00:00:00Z' }] });
    assert.ok(read.ok && !('lastEvaluation' in read.data.groups[0]!));
  });

  for (const [what, data] of [
    ['no list', {}],
    ['no object', null],
    ['a group without a name', { groups: [{ ...group, name: 7 }] }],
    ['an interval that is none', { groups: [{ ...group, interval: 0 }] }],
    ['rules that are no list', { groups: [{ ...group, rules: {} }] }],
    ['a rule of another kind', { groups: [{ ...group, rules: [{ ...rule, type: 'x' }] }] }],
  ] as const) {
    it(`are refused: ${what}`, () => assert.equal(decodeRules(data).ok, false));
  }
});
