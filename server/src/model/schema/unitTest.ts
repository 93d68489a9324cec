// Keys of promtool's unit tests of rules (`promtool test rules`). Layer: model.
// Source: unitTestFile and below in Prometheus' cmd/promtool/unittest.go.
import { bool, duration, formatted, key, list, number, object, text, textMap, texts } from './build';

const expectedAlert = object('expected alert', [
  key('exp_labels', textMap, 'All labels of the alert but `alertname`, templates rendered.'),
  key('exp_annotations', textMap, 'All annotations of the alert, templates rendered.'),
]);

const alertTest = object('alert test', [
  key('eval_time', duration, 'How long after the start of the series the alerts are looked at.'),
  key('alertname', text, 'Name of the alert that is tested.', { required: true }),
  key('exp_alerts', list(expectedAlert), 'The alerts that fire then; none where the list is empty or left out.'),
]);

const expectedSample = object('expected sample', [
  key('labels', text, 'The sample’s name and labels, such as `up{job="x"}`.'),
  key('value', number, 'The sample’s value.'),
  key('histogram', text, 'A native histogram instead of a value, as `{{schema:1 sum:2 count:3}}`.', { since: '2.43' }),
]);

const exprTest = object('expression test', [
  key('expr', formatted('promql'), 'Expression that is evaluated.'),
  key('eval_time', duration, 'How long after the start of the series it is evaluated.'),
  key('exp_samples', list(expectedSample), 'The whole result, in any order.'),
]);

const series = object('input series', [
  key('series', text, 'Name and labels, such as `up{job="x"}`.'),
  key('values', text, 'Values one `interval` apart: `1 2 3`, `0+10x5` (five steps of 10), `_` for none, `stale`.'),
]);

const test = object('test', [
  key('name', text, 'Name that `--run` and the report know it by.'),
  key('interval', duration, 'Time between two values of the series; the evaluation interval where left out.'),
  key('input_series', list(series), 'Series that the rules see.'),
  key('alert_rule_test', list(alertTest), 'Alerts that are to fire, at given times.'),
  key('promql_expr_test', list(exprTest), 'Expressions with the result that they are to have.'),
  key('external_labels', textMap, 'What `$externalLabels` is in templates.'),
  key('external_url', text, 'What `$externalURL` is in templates.'),
  key('start_timestamp', text, 'Time of the first value: Unix seconds or RFC 3339; 1970 where left out.', {
    since: '3.9',
  }),
]);

/** A whole file of unit tests. */
export const unitTestObject = object('unit test file', [
  key(
    'rule_files',
    list(formatted('glob')),
    'Rule files that are tested, from the folder of this file on; `*` is allowed.',
  ),
  key('evaluation_interval', duration, 'How often all groups are evaluated.', { default: '1m' }),
  key('group_eval_order', texts, 'Names of groups in the order in which they are evaluated at each step.'),
  key('tests', list(test), 'The tests, each with series of its own.'),
  key('fuzzy_compare', bool, 'Whether sample values may differ by the last bit of a float.', { since: '3.5' }),
]);
