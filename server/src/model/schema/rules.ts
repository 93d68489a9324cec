// Keys of Prometheus rule files, with those of Thanos and Mimir beside them. Layer: model.
import type { KeyInfo, MapSchema, ObjectSchema, ScalarSchema } from './types';

const text: ScalarSchema = { kind: 'string' };
const duration: ScalarSchema = { kind: 'string', format: 'duration' };
const labels: MapSchema = { kind: 'map', keyFormat: 'label-name', value: { kind: 'string', format: 'rule-template' } };

export const ruleKeys: readonly KeyInfo[] = [
  {
    name: 'alert',
    type: text,
    doc: 'Name of the alert; it becomes the label `alertname`. A rule has either `alert` or `record`.',
  },
  {
    name: 'record',
    type: { kind: 'string', format: 'metric-name' },
    doc: 'Name of the series that the result is stored as. A rule has either `record` or `alert`.',
  },
  {
    name: 'expr',
    type: { kind: 'string', format: 'promql' },
    required: true,
    doc: 'PromQL expression; each series of its result becomes an alert, or a sample of the recorded series.',
  },
  {
    name: 'for',
    type: duration,
    default: '0s',
    doc: 'How long a series has to be in the result, evaluation after evaluation, before the alert turns from pending to firing.',
  },
  {
    name: 'keep_firing_for',
    type: duration,
    since: '2.42',
    default: '0s',
    doc: 'How long an alert goes on firing after its series has left the result, against flapping.',
  },
  {
    name: 'labels',
    type: labels,
    doc: 'Labels added to the alert or recorded series; they replace labels of the same name. Templates work in alerts only.',
  },
  {
    name: 'annotations',
    type: labels,
    doc: 'Texts that travel with the alert, such as summary and description; templates see `$labels` and `$value`. Alerts only.',
  },
];

export const ruleObject: ObjectSchema = { kind: 'object', name: 'rule', keys: ruleKeys };

const groupKeys: readonly KeyInfo[] = [
  { name: 'name', type: text, required: true, doc: 'Name of the group, unique in its file.' },
  {
    name: 'interval',
    type: duration,
    doc: "How often the group's rules are evaluated; the server's `evaluation_interval` where left out.",
  },
  {
    name: 'query_offset',
    type: duration,
    since: '2.53',
    doc: 'How far in the past the rules are evaluated, to wait for samples that arrive late.',
  },
  {
    name: 'limit',
    type: { kind: 'int' },
    default: '0',
    doc: 'Largest number of alerts or series one rule may produce; a rule that makes more fails as a whole. 0 means no limit.',
  },
  {
    name: 'labels',
    type: { kind: 'map', keyFormat: 'label-name', value: text },
    since: '3.0',
    doc: 'Labels added to every rule of the group; a rule’s own label of the same name wins.',
  },
  {
    name: 'rules',
    type: { kind: 'list', item: ruleObject },
    doc: 'Rules of the group, evaluated one after the other in this order.',
  },
];

export const groupObject: ObjectSchema = { kind: 'object', name: 'group', keys: groupKeys };

const rulesObject: ObjectSchema = {
  kind: 'object',
  name: 'rule file',
  keys: [
    {
      name: 'groups',
      type: { kind: 'list', item: groupObject },
      doc: 'Groups of rules; groups run side by side, the rules of one group in order.',
    },
  ],
};

/** Group keys that other readers of rule files know, by dialect. */
export const dialectGroupKeys: Readonly<Record<'thanos' | 'mimir' | 'vmalert', readonly KeyInfo[]>> = {
  thanos: [
    {
      name: 'partial_response_strategy',
      type: { kind: 'string', values: ['abort', 'warn'], anyCase: true },
      doc: 'Thanos Ruler: what to do when a store does not answer: `abort` the evaluation or only `warn`.',
    },
  ],
  mimir: [
    {
      name: 'source_tenants',
      type: { kind: 'list', item: text },
      doc: 'Mimir: tenants whose series the rules of this group read.',
    },
    {
      name: 'evaluation_delay',
      type: duration,
      doc: 'Mimir: how far in the past the rules are evaluated; the older name of `query_offset`.',
    },
    {
      name: 'align_evaluation_time_on_interval',
      type: { kind: 'bool' },
      doc: 'Mimir: evaluate at multiples of the interval instead of at a shifted time.',
    },
    {
      name: 'remote_write',
      type: { kind: 'list', item: { kind: 'any' } },
      doc: 'Cortex: where the results of this group are written to.',
    },
  ],
  vmalert: [
    { name: 'type', type: text, doc: 'vmalert: the language of the expressions.' },
    { name: 'concurrency', type: { kind: 'int' }, doc: 'vmalert: how many rules of the group run at once.' },
    { name: 'headers', type: { kind: 'list', item: text }, doc: 'vmalert: HTTP headers of the queries.' },
    {
      name: 'notifier_headers',
      type: { kind: 'list', item: text },
      doc: 'vmalert: HTTP headers towards Alertmanager.',
    },
    { name: 'params', type: { kind: 'map', value: { kind: 'any' } }, doc: 'vmalert: URL parameters of the queries.' },
    { name: 'tenant', type: text, doc: 'vmalert: tenant whose data the rules read.' },
    { name: 'eval_offset', type: duration, doc: 'vmalert: offset of the evaluation within the interval.' },
    { name: 'eval_delay', type: duration, doc: 'vmalert: how far in the past the rules are evaluated.' },
    { name: 'eval_alignment', type: { kind: 'bool' }, doc: 'vmalert: align the query time to the interval.' },
  ],
};

/** Keys of a whole file that other readers know. */
export const mimirFileKeys: readonly KeyInfo[] = [
  { name: 'namespace', type: text, doc: 'Mimir and Cortex: the namespace that the groups of this file belong to.' },
];

/** Schema of a rule file for a dialect. */
export function rulesSchema(dialect: 'prometheus' | 'thanos' | 'mimir'): ObjectSchema {
  return SCHEMAS[dialect];
}

function withKeys(object: ObjectSchema, keys: readonly KeyInfo[]): ObjectSchema {
  return { ...object, keys: [...object.keys, ...keys] };
}

function fileOf(group: ObjectSchema, more: readonly KeyInfo[]): ObjectSchema {
  const [groups] = rulesObject.keys;
  return { ...rulesObject, keys: [{ ...groups!, type: { kind: 'list', item: group } }, ...more] };
}

const GROUPS = {
  prometheus: groupObject,
  thanos: withKeys(groupObject, dialectGroupKeys.thanos),
  mimir: withKeys(groupObject, dialectGroupKeys.mimir),
} as const;

const SCHEMAS = {
  prometheus: rulesObject,
  thanos: fileOf(GROUPS.thanos, []),
  mimir: fileOf(GROUPS.mimir, mimirFileKeys),
} as const;
