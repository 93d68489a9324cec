// Keys of a PrometheusRule object, as its CRD and the operator's admission webhook read them. Layer: model.
import { any, bool, int, key, list, object, text, texts } from './build';
import { dialectGroupKeys, groupObject, ruleKeys } from './rules';
import type { KeyInfo, ObjectSchema, ScalarSchema, SchemaType } from './types';

/** Prometheus' duration as the CRD writes it down; an empty text passes where `minLength` does not forbid it. */
const crdDuration: ScalarSchema = { kind: 'string', format: 'optional-duration' };
const keptDuration: ScalarSchema = { kind: 'string', format: 'duration', minLength: 1 };

const RULE_TYPES: Readonly<Record<string, SchemaType>> = {
  expr: { kind: 'int-or-string', format: 'promql' },
  for: crdDuration,
  keep_firing_for: keptDuration,
};

export const crdRuleObject: ObjectSchema = object(
  'rule',
  ruleKeys.map(info => ({ ...info, since: undefined, type: RULE_TYPES[info.name] ?? info.type })),
);

const GROUP_TYPES: Readonly<Record<string, Partial<KeyInfo>>> = {
  name: { type: { kind: 'string', minLength: 1 } },
  interval: { type: crdDuration },
  query_offset: { type: crdDuration },
  rules: { type: list(crdRuleObject) },
};

const crdGroupObject: ObjectSchema = object('group', [
  ...groupObject.keys.map(info => ({ ...info, since: undefined, ...GROUP_TYPES[info.name] })),
  ...dialectGroupKeys.thanos,
]);

/** What the API server writes itself; an export brings it along. */
const SERVER_KEYS: readonly (readonly [string, SchemaType])[] = [
  ['uid', text],
  ['resourceVersion', text],
  ['generation', int],
  ['creationTimestamp', text],
  ['deletionTimestamp', text],
  ['selfLink', text],
  ['deletionGracePeriodSeconds', int],
  ['finalizers', texts],
  ['clusterName', text],
  [
    'ownerReferences',
    list(
      object('owner', [
        key('apiVersion', text, 'Version of the owner.'),
        key('kind', text, 'Kind of the owner.'),
        key('name', text, 'Name of the owner.'),
        key('uid', text, 'Identity of the owner.'),
        key('controller', bool, 'Whether the owner manages the object.'),
        key('blockOwnerDeletion', bool, 'Whether the owner stays until the object is gone.'),
      ]),
    ),
  ],
  [
    'managedFields',
    list(
      object('managed field', [
        ...['manager', 'operation', 'apiVersion', 'time', 'fieldsType', 'subresource'].map(name =>
          key(name, text, 'Written by the API server; not for the file.'),
        ),
        key('fieldsV1', { ...object('fields', []), open: true }, 'Written by the API server; not for the file.'),
      ]),
    ),
  ],
];

/** Metadata of any Kubernetes object. */
const metadataObject: ObjectSchema = object('metadata', [
  key('name', text, 'Name of the object, unique in its namespace.'),
  key('generateName', text, 'Beginning of a name that the server completes.'),
  key('namespace', text, 'Namespace of the object.'),
  key(
    'labels',
    { kind: 'map', value: text },
    'Labels; the operator selects objects by them (`ruleSelector` and the like).',
  ),
  key('annotations', { kind: 'map', value: text }, 'Annotations of the object.'),
  ...SERVER_KEYS.map(([name, type]) => key(name, type, 'Written by the API server; not for the file.')),
]);

/** The keys around `spec`. */
export function customResource(name: string, apiVersions: readonly string[], spec: ObjectSchema): ObjectSchema {
  return object(name, [
    key(
      'apiVersion',
      { kind: 'string', suggestions: apiVersions },
      'Version of the API that the object is written for.',
      {
        required: true,
      },
    ),
    key('kind', { kind: 'string', values: [name] }, 'Kind of the object.', { required: true }),
    key('metadata', metadataObject, 'Name, namespace and labels of the object.', { required: true }),
    key('spec', spec, 'What the object describes.', { required: true }),
    key('status', any, 'Written by the operator; not for the file.'),
  ]);
}

export const prometheusRuleObject: ObjectSchema = customResource(
  'PrometheusRule',
  ['monitoring.coreos.com/v1'],
  object('spec', [
    key(
      'groups',
      { ...list(crdGroupObject), uniqueBy: ['name'] },
      'Groups of rules; groups run side by side, the rules of one group in order.',
    ),
  ]),
);
