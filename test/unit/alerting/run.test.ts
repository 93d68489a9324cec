// The state machine of alerts, by example.
import assert from 'node:assert/strict';
import type { AlertCase } from '../../fuzz/alertGroups';
import { ours } from '../../fuzz/alertLines';

function alert(rule: string, head = ''): string {
  return `groups:\n- name: g\n${head}  rules:\n  - ${rule.split('\n').join('\n    ')}\n`;
}

/** State of the only alert by slot: `.` for none, `p` pending, `F` firing; `!` where the rule fails. */
function statesOf({ content, series, slots }: AlertCase): string {
  const lines = ours({ content, series, slots });
  return Array.from({ length: slots }, (_, slot) => {
    const of = lines.filter(line => line.startsWith(`${slot} `));
    return of.some(line => line.includes(' fails: ')) ? '!' : of[0] ? (/ pending /.test(of[0]) ? 'p' : 'F') : '.';
  }).join('');
}

describe('the state machine of alerts', () => {
  for (const [name, rule, values, states] of [
    ['fires at once without for', 'alert: A\nexpr: m > 0', '0 1 1 0', '.FF.'],
    ['waits for as long as for says', 'alert: A\nexpr: m > 0\nfor: 2m', '1 1 1 1 0 1', 'ppFF.p'],
    ['begins anew after a gap', 'alert: A\nexpr: m > 0\nfor: 2m', '1 1 0 1 1 1', 'pp.ppF'],
    ['counts whole evaluations', 'alert: A\nexpr: m > 0\nfor: 90s', '1 1 1 0', 'ppF.'],
    ['goes on firing', 'alert: A\nexpr: m > 0\nkeep_firing_for: 2m', '1 0 0 0 0', 'FFF..'],
    [
      'does not wait again while it goes on',
      'alert: A\nexpr: m > 0\nfor: 1m\nkeep_firing_for: 2m',
      '1 1 0 1 0',
      'pFFFF',
    ],
    ['keeps no pending alert', 'alert: A\nexpr: m > 0\nfor: 2m\nkeep_firing_for: 5m', '1 1 0 0', 'pp..'],
    ['fails where labels make two series one', 'alert: A\nexpr: \'{__name__=~"m|n"} > 0\'', '1 1', '!!'],
  ] as const) {
    it(name, () => {
      const series = [['m', values] as const, ['n', values] as const];
      assert.equal(statesOf({ content: alert(rule), series, slots: values.split(' ').length }), states);
    });
  }

  it('begins anew when there are more alerts than the limit', () => {
    const series = [
      ['m{a="1"}', '1 1 1 1 1'],
      ['m{a="2"}', '0 0 1 0 0'],
    ] as const;
    const content = alert('alert: A\nexpr: m > 0\nfor: 1m', '  limit: 1\n');
    assert.equal(statesOf({ content, series, slots: 5 }), 'pF!pF');
  });

  it('shows the value and texts of the last evaluation while it goes on firing', () => {
    const content = alert("alert: A\nexpr: m > 0\nkeep_firing_for: 2m\nannotations: {v: '{{ $value }}'}");
    assert.deepEqual(ours({ content, series: [['m', '1 5 0']], slots: 3 }), [
      '0 A firing 1 since 0 [["alertname","A"]] [["v","1"]]',
      '1 A firing 5 since 0 [["alertname","A"]] [["v","5"]]',
      '2 A firing 5 since 0 [["alertname","A"]] [["v","5"]]',
    ]);
  });

  it('shows a rule that comes later as it was one evaluation before', () => {
    const content = `${alert('alert: A\nexpr: r > 0')}  - record: r\n    expr: m\n`;
    assert.equal(statesOf({ content, series: [['m', '0 1 0 0']], slots: 4 }), '..F.');
  });
});
