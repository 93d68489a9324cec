// Fields of unit tests that are null or empty, as promtool takes or refuses them.
import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert/strict';
import { createJudge } from '../../oracles/ours';

const judge = createJudge({ as: 'unit-test', prometheus: '3.16' });

/** A file whose tests hold, with one text of it replaced. */
function errorOf(written: string, replaced: string): string | undefined {
  const sound = `tests:
- name: t
  interval: 1m
  input_series:
  - series: 'm{a="x"}'
    values: 1 1 1
  alert_rule_test:
  - {eval_time: 2m, alertname: A}
  promql_expr_test:
  - {expr: m, eval_time: 2m}
  external_labels: {b: c}
`;
  strictEqual(sound.split(written).length, 2, written);
  return judge.text(sound.replace(written, replaced))[0]?.message;
}

describe('nulls in files of unit tests', () => {
  it('takes nulls for nothing where promtool does', () => {
    const taken = [
      ['name: t', 'name: Null'],
      ['interval: 1m', 'interval: null'],
      ['eval_time: 2m, alertname', 'eval_time: ~, alertname'],
      ['values: 1 1 1', 'values: NULL'],
      ['values: 1 1 1', 'values: ""'],
      ['{b: c}', '{b: ~}'],
      ['{b: c}', 'Null'],
      ['- series: \'m{a="x"}\'\n    values: 1 1 1', '- ~'],
    ];
    for (const [written, replaced] of taken) strictEqual(errorOf(written!, replaced!), undefined, replaced);
  });

  it('refuses a duration that is Null or NULL, which the reader of durations gets as an empty text', () => {
    const said = (name: string, text = 'NULL') =>
      `\`${name}\` is an empty text where it is written \`${text}\`; give it a value or remove it.`;
    strictEqual(errorOf('interval: 1m', 'interval: Null'), said('interval', 'Null'));
    strictEqual(errorOf('interval: 1m', 'interval: NULL'), said('interval'));
    strictEqual(errorOf('tests:', 'evaluation_interval: NULL\ntests:'), said('evaluation_interval'));
    strictEqual(errorOf('eval_time: 2m, alertname', 'eval_time: Null, alertname'), said('eval_time', 'Null'));
  });

  it('refuses values of no series', () => {
    for (const series of ['', ' ~', ' null', ' ""']) {
      const message = 'Values need `series`, the name and labels of what they are the values of.';
      strictEqual(errorOf(`series: 'm{a="x"}'`, `series:${series}`), message, series);
    }
    notStrictEqual(errorOf(`- series: 'm{a="x"}'\n    values`, '- values'), undefined);
  });

  it('refuses tests without what they ask, also where they are null', () => {
    const alert = 'An alert test needs `alertname`, the name of the alert it is about.';
    const expr = 'An expression test needs `expr`, the expression that is evaluated.';
    for (const item of ['~', 'Null', '{}', '{eval_time: 2m}', '{alertname: ~}', '{alertname: ""}'])
      strictEqual(errorOf('{eval_time: 2m, alertname: A}', item), alert, item);
    for (const item of ['~', '{}', '{expr: }', '{expr: Null, eval_time: 2m}'])
      strictEqual(errorOf('{expr: m, eval_time: 2m}', item), expr, item);
    notStrictEqual(errorOf('{expr: m, eval_time: 2m}', '{expr: ""}'), undefined);
  });

  it('refuses a beginning that is Null, which its reader gets as an empty text', () => {
    const started = (text: string) => errorOf('interval: 1m', `start_timestamp: ${text}`);
    for (const text of ['', '~', 'null', '!!null ""', '0']) strictEqual(started(text), undefined, text);
    for (const text of ['Null', 'NULL']) notStrictEqual(started(text), undefined, text);
  });

  it('refuses what is no histogram where one is expected', () => {
    const expected = (text: string) =>
      errorOf('{expr: m, eval_time: 2m}', `{expr: m, eval_time: 2m, exp_samples: [{labels: m, histogram: ${text}}]}`);
    for (const text of ['', '""', '"{{count:1}}"']) strictEqual(expected(text), undefined, text);
    for (const text of ['1', '30s', '"{{count:1}}x2"', '"{{ .x }}"']) notStrictEqual(expected(text), undefined, text);
    notStrictEqual(errorOf('values: 1 1 1', 'values: "{{ .x }}"'), undefined);
  });

  it('reads what is written in base64', () => {
    strictEqual(errorOf('series: \'m{a="x"}\'', 'series: !!binary aGk='), undefined);
    strictEqual(errorOf('expr: m', 'expr: !!binary aGk='), undefined);
  });

  it('refuses underscores in values of old versions', () => {
    const text = "tests:\n- input_series:\n  - {series: m, values: '1_000'}\n";
    deepStrictEqual(judge.text(text), []);
    strictEqual(createJudge({ as: 'unit-test', prometheus: '2.42' }).text(text).length, 1);
  });
});
