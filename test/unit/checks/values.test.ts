// Rules and configurations in the values of Helm charts: judged where they stand, as far as the chart leaves them alone.
import assert from 'node:assert/strict';
import { judgeText } from '../../harness/judge';

const errors = (text: string) =>
  judgeText(text)
    .filter(({ severity }) => severity === 'error')
    .map(({ check, start, end }) => [check, start.line, start.character, end.character]);

describe('values of charts', () => {
  it('are judged at their places', () => {
    const text = `alertmanager:
  config:
    route:
      receiver: 'null'
      group_by: [x, x]
      routes:
      - receiver: nope
    receivers:
    - name: 'null'
additionalPrometheusRulesMap:
  mine:
    groups:
    - name: mine
      rules:
      - record: a
        expr: 100 * rate(b)
`;
    assert.deepEqual(errors(text), [
      ['alertmanager/duplicate-item', 4, 20, 21],
      ['alertmanager/undefined-receiver', 6, 18, 22],
      ['promql/type', 15, 25, 26],
    ]);
  });

  it('are not refused for what the chart or other values may set', () => {
    const text = `additionalPrometheusRules:
- name: mine
  additionalLabels: {a: b}
  groups:
  - name: mine
    rules:
    - alert: a
      expr: up == 0
      extra: 1
alertmanager:
  config:
    enabled: true
    route:
      receiver: a
      routes:
      - receiver: a
        mute_time_intervals: [night]
    receivers:
    - name: a
      slack_configs:
      - channel: '#a'
`;
    assert.deepEqual(errors(text), []);
  });
});
