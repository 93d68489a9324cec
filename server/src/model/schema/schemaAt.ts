// The schema of the value at a path of a document: what completion and hover of keys ask. Layer: model.

import { alertmanagerObject } from './alertmanager';
import { alertmanagerConfigSchema } from './alertmanagerConfig';
import { catalogFileObject } from './catalogFile';
import { prometheusRuleObject } from './prometheusRule';
import { rulesSchema } from './rules';
import { scenarioFileObject } from './scenarioFile';
import type { KeyInfo, ObjectSchema, SchemaKind, SchemaType } from './types';
import { unitTestObject } from './unitTest';

export interface SchemaVariant {
  /** `v1alpha1` or `v1beta1` of an AlertmanagerConfig. */
  readonly apiVersion?: string;
  readonly ruleDialect?: 'prometheus' | 'thanos' | 'mimir';
}

/** The schema of a whole document of a kind. */
function rootSchema(kind: SchemaKind, variant: SchemaVariant = {}): ObjectSchema {
  switch (kind) {
    case 'rules':
      return rulesSchema(variant.ruleDialect ?? 'prometheus');
    case 'prometheus-rule':
      return prometheusRuleObject;
    case 'alertmanager':
      return alertmanagerObject;
    case 'unit-test':
      return unitTestObject;
    case 'catalog':
      return catalogFileObject;
    case 'scenario':
      return scenarioFileObject;
    default:
      return alertmanagerConfigSchema(variant.apiVersion ?? 'v1alpha1');
  }
}

/**
 * The schema of the value at `path` (keys and list indexes from the root); undefined where the tables know nothing.
 * Of a value that may have several shapes, the one that the next step needs is followed.
 */
export function schemaAt(
  kind: SchemaKind,
  path: readonly (string | number)[],
  variant: SchemaVariant = {},
): SchemaType | undefined {
  return typeAt(rootSchema(kind, variant), path);
}

/** The type at a path below a type. */
export function typeAt(root: SchemaType, path: readonly (string | number)[]): SchemaType | undefined {
  let type: SchemaType | undefined = root;
  for (const step of path) type = stepInto(type, step);
  return type;
}

/** The table entry of the key at the end of `path`; undefined for list items and keys of the user's choice. */
export function keyAt(
  kind: SchemaKind,
  path: readonly (string | number)[],
  variant: SchemaVariant = {},
): KeyInfo | undefined {
  return keyBelow(rootSchema(kind, variant), path);
}

/** The table entry of the key at the end of a path below a type. */
export function keyBelow(root: SchemaType, path: readonly (string | number)[]): KeyInfo | undefined {
  const key = path[path.length - 1];
  const parent = typeAt(root, path.slice(0, -1));
  const object = parent?.kind === 'either' ? parent.of.find(one => one.kind === 'object') : parent;
  return object?.kind === 'object' ? object.keys.find(info => info.name === key) : undefined;
}

/** The type of the value under a key or of an item, one step down. */
export function stepInto(type: SchemaType | undefined, step: string | number): SchemaType | undefined {
  if (type === undefined) return undefined;
  switch (type.kind) {
    case 'object':
      return type.keys.find(info => info.name === step)?.type;
    case 'map':
      return typeof step === 'string' ? type.value : undefined;
    case 'list':
      return typeof step === 'number' ? type.item : undefined;
    case 'either':
      return type.of.map(one => stepInto(one, step)).find(found => found !== undefined);
    default:
      return undefined;
  }
}
