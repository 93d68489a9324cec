// Keys of Pyrra's ServiceLevelObjective, as its CRD reads them. Pyrra makes a PrometheusRule of each. Layer: model.
import { bool, duration, key, list, object, oneOf, text, textMap } from './build';
import { customResource } from './prometheusRule';
import type { ObjectSchema } from './types';

const metric = key('metric', text, 'A metric with a selector.');
const query = object('query', [metric]);
const grouping = key('grouping', list(text), 'Labels by which there is an objective each.');
const total = key('total', query, 'Counts all.');

const indicator = object('indicator', [
  key('ratio', object('ratio', [key('errors', query, 'Counts the errors.'), total, grouping]), 'Errors among all.'),
  key(
    'latency',
    object('latency', [key('success', query, 'The bucket that counts as fast enough.'), total, grouping]),
    'Answers within a bucket.',
  ),
  key(
    'latencyNative',
    object('latencyNative', [total, key('latency', text, 'What counts as fast enough.'), grouping]),
    'Answers within a time, of a native histogram.',
  ),
  key('bool_gauge', object('bool_gauge', [metric, grouping]), 'A gauge that is 1 or 0.'),
]);

const severities = object(
  'severities',
  ['absent', 'fastBurn', 'mediumBurn', 'slowBurn', 'longTermBurn'].map(name =>
    key(name, text, 'The label `severity` of these alerts.'),
  ),
);

const alerting = object('alerting', [
  key('disabled', bool, 'Whether there are no alerts.'),
  key('burnrates', bool, 'Whether there are alerts of burn rates.'),
  key('absent', bool, 'Whether there are alerts of metrics that are missing.'),
  key('name', text, 'Name of the alerts.'),
  key('absentName', text, 'Name of the alerts of missing metrics.'),
  key('severities', severities, 'Severities of the alerts.'),
]);

const ruleOutput = object('ruleOutput', [
  key('shortRulesLabels', textMap, 'Labels of the object with the short rules.'),
  key('longRulesLabels', textMap, 'Labels of the object with the long rules.'),
  key('enableDescriptionAsLabel', bool, 'Whether the description is a label.'),
]);

export const serviceLevelObjective: ObjectSchema = customResource(
  'ServiceLevelObjective',
  ['pyrra.dev/v1alpha1'],
  object('spec', [
    key('description', text, 'What the objective is about.'),
    key('target', text, 'The share that is to be good, in percent, as text: `"99.5"`.'),
    key('window', duration, 'The time within which it is to be.'),
    key('indicator', indicator, 'What is measured.'),
    key('alerting', alerting, 'The alerts that are made.'),
    key('partial_response_strategy', oneOf(['abort', 'warn', '']), 'For Thanos Ruler.'),
    key('performanceOverAccuracy', bool, 'Whether cheaper expressions are made.'),
    key('ruleOutput', ruleOutput, 'Labels of the objects that are made.'),
  ]),
);
