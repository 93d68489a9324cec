// Keys of a catalogue file, in which users describe metrics of exporters of their own: the format of `server/catalog/`.
// Layer: model. Validation, completion, hover and the JSON schema read this table; docs/catalogs.md explains it.
import { bool, either, key, list, number, object, oneOf, text, textMap, texts, uint } from './build';
import type { KeyInfo, ScalarSchema, SchemaType } from './types';

export const metricTypeWords = ['counter', 'gauge', 'histogram', 'summary', 'info', 'stateset', 'unknown'] as const;

const typeAndUnit: ScalarSchema = {
  kind: 'string',
  suggestions: [
    'counter',
    'gauge',
    'histogram',
    'summary',
    'info',
    'counter bytes',
    'counter seconds',
    'gauge bytes',
    'gauge celsius',
    'gauge percent',
    'gauge ratio',
    'gauge seconds',
    'histogram seconds',
  ],
};

const bounds: SchemaType = { kind: 'list', item: number };
const pair: SchemaType = { kind: 'list', item: number, minItems: 2, maxItems: 2 };
/** Empty ends are open. */
const openPair: SchemaType = { kind: 'list', item: { kind: 'any' }, minItems: 2, maxItems: 2 };

/** What a group says for all of its metrics, and a metric for itself. */
const shared: readonly KeyInfo[] = [
  key(
    'labels',
    either(texts, text),
    'Names of the labels, or the name of a set; `pod?` is there on some deployments only.',
  ),
  key('complete', bool, 'Whether these are all labels that the exporter sets; what a scrape adds is left out.', {
    default: 'true',
  }),
  key('enabled', bool, '`false` where nothing is exported unless asked for.', { default: 'true' }),
  key('inferred', bool, '`true` where types were guessed: no finding rests on them.', { default: 'false' }),
  key('generic', bool, '`true` where any program may use the names: they tell nothing about the exporter.', {
    default: 'false',
  }),
  key('range', openPair, 'Lowest and highest value of a gauge, `null` for an open end.'),
  key('reach', pair, 'Lowest and highest that a device has: values of a gauge, increase per second of a counter.'),
  key('buckets', either(bounds, text), 'Finite bounds of a histogram, rising, or the name of a list.'),
  key(
    'valueIs',
    oneOf(['code', 'bitmask', 'timestamp', 'flag', 'info']),
    'What the number stands for, where it is no amount.',
  ),
  key('since', text, 'Version that brought it, in quotes: `"4.6"`.'),
  key('removedIn', text, 'First version without it, in quotes: `"5.0"`.'),
  key('caveats', texts, 'Sentences, or names of sentences: what goes wrong with it in rules.'),
];

const metric = object('metric', [
  key('is', typeAndUnit, 'Type and unit: `counter`, `gauge bytes`; `counter?` where the type was guessed.', {
    required: true,
  }),
  key('help', text, 'One sentence: what the number is.'),
  key('addLabels', texts, 'Labels on top of those of the group.'),
  ...shared,
  key('replacedBy', text, 'Metric that took its place.'),
  key('replacedWhere', text, 'Matchers that the new metric needs to be the same: `resource="cpu"`.'),
  key('otherName', text, 'The same quantity under another name; version or settings decide which one is exported.'),
  key(
    'renamed',
    object('renamed', [
      key('to', text, 'The new name.', { required: true }),
      key('in', text, 'Version that brought it.', { required: true }),
    ]),
    'Adds the new name as a metric of its own, each naming the other.',
  ),
  key('declaredType', oneOf(metricTypeWords), 'What the exposition says, where `is` says what the values really are.'),
  key(
    'lifetime',
    oneOf(['device', 'driver']),
    'Counts over the life of a device, or since its driver was loaded: the raw value means something.',
  ),
  key('role', text, 'Family and part, by which checks find partners: `gpu-memory/used`.'),
  key('states', textMap, 'Codes, with what each stands for.'),
  key('unordered', bool, '`true` where a larger code is not a worse one.', { default: 'false' }),
  key('encoded', text, 'Metric that holds the same as a plain number.'),
  key('select', text, 'Label by which its series measure different things: one of its values must be selected.'),
  key('stateIn', text, 'Label of its states, of which each has a series: 1 on the one that holds, 0 on the others.'),
  key('wholeOver', text, 'Label over which its series add up to the whole, whatever happens.'),
  key('outcome', text, 'Label that says how an event ended.'),
  key(
    'counts',
    object('counts', [
      key('what', text, 'What it counts.', { required: true }),
      key('instead', text, 'Metric that counts what its name suggests.', { required: true }),
    ]),
    'It counts other things than its name suggests.',
  ),
  key('fromFirst', bool, '`true` where a series of the counter is there only from its first event on.', {
    default: 'false',
  }),
  key('latest', bool, '`true` where the gauge holds the latest event only.', { default: 'false' }),
  key('deviceOnly', text, 'Measured for whole devices only: the metric that is there for their parts, too.'),
  key('shared', bool, '`true` where a shared device has a series for every pod on top of its own.', {
    default: 'false',
  }),
  key('onInstead', text, 'Metric that is on by default and tells what alerts mostly need.'),
  key('codes', text, 'List of codes that its values are; only in the shipped catalogue.'),
]);

const metrics: SchemaType = { kind: 'map', value: either(text, metric) };

const label = object('label', [
  key('help', text, 'What the label holds.'),
  key('values', texts, 'All values, where no others can come.'),
  key('name', text, 'Its name, where two labels of the file share one.'),
  key('holdsValue', bool, '`true` where the value of the metric is written into it: another value is another series.', {
    default: 'false',
  }),
  key('underscored', bool, '`true` where characters that are no letter and no digit are written as underscores.', {
    default: 'false',
  }),
  key('number', bool, '`true` where every value is a number in digits.', { default: 'false' }),
  key('index', bool, '`true` for a number that begins at 0 on every node: alone it tells no two devices apart.', {
    default: 'false',
  }),
  key('workload', bool, '`true` where it names the workload that uses a device.', { default: 'false' }),
]);

const gone = object('old names', [
  key('removedIn', text, 'First version without them.'),
  key('labels', texts, 'Labels that they had, where the new ones have others.'),
  key('metrics', { kind: 'map', value: { kind: 'any' } }, 'Old names, each with the metric that took its place.', {
    required: true,
  }),
]);

/** A whole catalogue file. */
export const catalogFileObject = object('catalogue', [
  key('title', text, 'Name of the program, as messages call it.', { required: true }),
  key('source', text, 'Where the facts were read: product, file, version.'),
  key('port', uint, 'Usual port of its metrics.'),
  key('jobHints', texts, 'Parts of the names of its jobs.'),
  key('versioned', text, 'What the versions of its metrics count, where that is not the program itself.'),
  key('images', texts, 'Ends of the names of its images.'),
  key('whole', texts, 'Beginnings of names of which all are known.'),
  key('sampledEvery', number, 'Seconds between its own samples, where it takes them at times of its own.'),
  key('configured', bool, '`true` where a file says which of its metrics it shows.', { default: 'false' }),
  key('mirrors', bool, '`true` where it shows what another system counts.', { default: 'false' }),
  key('texts', texts, 'Names of fields that hold a text or a list, of which there are no series.'),
  key('labels', { kind: 'map', value: either(text, label) }, 'Labels by name, each with its help or with more.'),
  key('sets', { kind: 'map', value: texts }, 'Lists of labels by name, for `labels` below.'),
  key('buckets', { kind: 'map', value: bounds }, 'Lists of bounds by name, for `buckets` below.'),
  key('caveats', textMap, 'Sentences by name, for `caveats` below.'),
  key('defaults', object('defaults', shared), 'What holds for all groups that do not say otherwise.'),
  key(
    'groups',
    list(object('group', [key('metrics', metrics, 'The metrics by name.', { required: true }), ...shared])),
    'Groups of metrics that have something in common.',
    { required: true },
  ),
  key('gone', list(gone), 'Names of earlier versions; only in the shipped catalogue.'),
]);
