// What the key tables say about a path of a root: the type of a value, the row of a key, the format of a text.
// Layer: model.
import type { Root } from '../root';
import { templateMap } from './build';
import { keyAt, keyBelow, schemaAt, typeAt } from './schemaAt';
import type { KeyInfo, ScalarSchema, SchemaType } from './types';

/** Keys and indices from the root of the kind's own tree (a PrometheusRule's `spec` is a key of it). */
export type KeyPath = readonly (string | number)[];

/** The type of what stands at a path of the root, where there are tables for its kind. */
export function schemaOf({ kind, apiVersion, dialect, schema }: Root, path: KeyPath): SchemaType | undefined {
  if (schema) return typeAt(schema, path);
  if (isWithoutTable(kind)) return undefined;
  if (kind === 'templates') return typeAt(templateMap, path);
  return schemaAt(kind, path, { apiVersion, ruleDialect: ruleTables(dialect) });
}

function isWithoutTable(kind: Root['kind']): kind is 'dcgm-counters' | 'configuration' | 'monitor' {
  return kind === 'dcgm-counters' || kind === 'configuration' || kind === 'monitor';
}

/** The shapes that a type allows. */
export function alternativesOf(type: SchemaType | undefined): readonly SchemaType[] {
  return type === undefined ? [] : type.kind === 'either' ? type.of : [type];
}

/** The table entry of the key at the end of a path. */
export function keyInfoOf({ kind, apiVersion, dialect, schema }: Root, path: KeyPath): KeyInfo | undefined {
  if (schema) return keyBelow(schema, path);
  if (isWithoutTable(kind) || kind === 'templates') return undefined;
  return keyAt(kind, path, { apiVersion, ruleDialect: ruleTables(dialect) });
}

function ruleTables(dialect: Root['dialect']): 'prometheus' | 'thanos' | 'mimir' {
  return dialect === 'thanos' || dialect === 'mimir' ? dialect : 'prometheus';
}

/** The format of the scalar at a path, such as `promql`, `receiver` or `rule-template`. */
export function formatOf(root: Root, path: KeyPath): ScalarSchema['format'] {
  return formatIn(schemaOf(root, path));
}

/** The format of a scalar of a type. */
export function formatIn(type: SchemaType | undefined): ScalarSchema['format'] {
  return alternativesOf(type).find((one): one is ScalarSchema => 'format' in one)?.format;
}
