// Keys of a scenario: exporters as they would be scraped, and what goes wrong with them. Layer: model. Validation, completion,
// hover and the JSON schema read this table; its terms are those of `scenario/terms.ts`; docs/scenarios.md explains it.

import { type TermName, type TermOption, terms } from '../scenario/terms';
import { bool, duration, either, formatted, key, list, number, object, oneOf, text, texts, uint } from './build';
import { metricTypeWords } from './catalogFile';
import type { KeyInfo, MapSchema, ObjectSchema, SchemaType } from './types';

const mapOf = (value: SchemaType): MapSchema => ({ kind: 'map', value });

/** One value, or one for each target. */
const labelValues = mapOf(either(text, texts));
const on = mapOf(either(text, texts));

const options: Readonly<Record<TermOption, KeyInfo>> = {
  times: key('times', number, 'How many times the signal is added.'),
  every: key('every', duration, 'How long a wave is, or how often noise changes.'),
  at: key('at', duration, 'When in the cycle, such as `14h`.'),
  width: key('width', duration, 'How wide a spike is.'),
  from: key('from', duration, 'When in the cycle it begins, such as `10h`.'),
  to: key('to', duration, 'When in the cycle it ends, such as `11h30m`.'),
  until: key('until', duration, 'Until when in the cycle a ramp holds what it has reached.'),
  over: key('over', duration, 'How long it takes to come.'),
  back: key('back', duration, 'How long it takes to go.'),
  on: key('on', on, 'Labels of the series that it is about, each with one value or several.'),
};

const term = object('term', [
  ...(Object.keys(terms) as TermName[]).map(name =>
    key(
      name,
      terms[name].takes === 'signal' ? text : terms[name].takes === 'duration' ? duration : number,
      terms[name].doc,
    ),
  ),
  ...Object.values(options),
]);
const termList = list(term);

const absence = object('absence', [options.from, options.to, options.on, key('except', texts, 'Metrics that stay.')]);

const metric = object('metric', [
  key('is', oneOf(metricTypeWords), 'Type of a metric that no catalogue knows.'),
  key('unit', text, 'Unit of a metric that no catalogue knows.'),
  key('labels', texts, 'Names of the labels of a metric that no catalogue knows.'),
  key('buckets', { kind: 'list', item: number }, 'Finite bounds of a histogram that no catalogue knows, rising.'),
  key('value', termList, 'What the value of a gauge is made of.'),
  key('rate', termList, 'What the events a second of a counter or histogram are made of.'),
  key('median', termList, "What the middle of a histogram's observations is made of, in the metric's unit."),
  key('spread', number, 'How far observations spread: the standard deviation of their logarithm.', { default: '0.5' }),
  key('split', mapOf(mapOf(number)), 'Shares of the values of a label: `finished_reason: { stop: 0.9, length: 0.1 }`.'),
  key(
    'states',
    mapOf(mapOf(text)),
    'What stands in the labels that hold a code: `"79": { err_msg: GPU has fallen off the bus }`.',
  ),
  key('absent', list(absence), 'When its series are not there.'),
]);

const restart = object('restart', [
  key('at', duration, 'When in the cycle.', { required: true }),
  key('takes', duration, 'How long it cannot be scraped.', { default: '"30s"' }),
  key('each', duration, 'How much later the next target does the same: a rolling restart.'),
  options.on,
]);

const target = object('target', [
  key('exporter', text, "The exporter's name in the catalogue, such as `dcgm-exporter`."),
  key('also', texts, 'Exporters whose metrics it shows as well, such as `client-libraries`.'),
  key('job', text, 'Label `job`; the name of the target where it is left out.'),
  key('count', uint, 'How many instances there are.', { default: '1' }),
  key('instance', text, 'Label `instance`, with `{n}` for the number of the instance: `gpu-node-{n}:9400`.'),
  key(
    'dimensions',
    mapOf(either(text, texts)),
    'Labels with several values on each instance: `gpu: "8"` for 0 to 7, or a list.',
  ),
  key('labels', labelValues, "Values of the exporter's labels; `{n}`, `{gpu}` and `{id}` are filled in."),
  key('targetLabels', labelValues, 'Labels that service discovery puts on every series.'),
  key('misses', number, 'Share of the scrapes that fail.', { default: '0' }),
  key('signals', mapOf(termList), 'Values that several metrics of a device follow, by name.'),
  key(
    'metrics',
    mapOf(either(metric, termList)),
    'What metrics do; those that are left out behave as their kind does.',
  ),
  key('down', list(absence), 'When it cannot be scraped.'),
  key('restart', list(restart), 'When its process starts again.'),
  key(
    'absent',
    list(absence),
    'When the series of a device are not there, or a whole target, with its `up`, is not discovered.',
  ),
]);

/** A whole scenario. */
export const scenarioFileObject: ObjectSchema = object('scenario', [
  key('title', text, 'What it shows, in a few words.', { required: true }),
  key('about', text, 'One sentence about what happens.', { required: true }),
  key('extends', texts, 'Scenarios that it builds on, by name.'),
  key('part', bool, '`true` for a part of others that is not offered by itself.', { default: 'false' }),
  key('cycle', formatted('duration'), 'After how long all of it repeats; whole days.', { default: '"3d"' }),
  key('interval', duration, 'How often targets are scraped.', { default: '"30s"' }),
  key('shows', duration, 'A moment in the cycle at which the fault shows.'),
  key('fires', texts, 'Names of the alerts that fire in it.'),
  key('targets', mapOf(target), 'Jobs, by name.'),
  key('kinds', mapOf(termList), 'What happens to metrics that no target names, by what they measure.'),
]);
