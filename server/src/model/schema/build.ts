// Short names for writing the key tables: the scalar types and a constructor of table rows. Layer: model.
import type { Format, KeyInfo, ListSchema, MapSchema, ObjectSchema, ScalarSchema, SchemaType } from './types';

export const text: ScalarSchema = { kind: 'string' };
export const bool: ScalarSchema = { kind: 'bool' };
export const int: ScalarSchema = { kind: 'int' };
export const uint: ScalarSchema = { kind: 'uint' };
export const number: ScalarSchema = { kind: 'number' };
export const any: ScalarSchema = { kind: 'any' };
export const secret = formatted('secret');
export const file = formatted('file');
export const url = formatted('url');
export const secretUrl = formatted('secret-url');
export const duration = formatted('duration');
/** Go's time.Duration: a whole number without quotes counts nanoseconds. */
export const goDuration = formatted('go-duration');
export const template = formatted('notification-template');
/** Any value; the texts in it are templates. */
export const anyTemplate: ScalarSchema = { kind: 'any', format: 'notification-template' };
export const texts: ListSchema = { kind: 'list', item: text };
export const textMap: MapSchema = { kind: 'map', value: text };
export const templateMap: MapSchema = { kind: 'map', value: template };

export function formatted(format: Format): ScalarSchema {
  return { kind: 'string', format };
}

/** Text with a fixed set of values. */
export function oneOf(values: readonly string[], anyCase = false): ScalarSchema {
  return anyCase ? { kind: 'string', values, anyCase } : { kind: 'string', values };
}

export function list(item: SchemaType): ListSchema {
  return { kind: 'list', item };
}

/** One of several kinds. */
export function either(...of: readonly SchemaType[]): SchemaType {
  return { kind: 'either', of };
}

export function object(name: string, keys: readonly KeyInfo[]): ObjectSchema {
  return { kind: 'object', name, keys };
}

type Extra = Omit<KeyInfo, 'name' | 'type' | 'doc'>;

/** A row of a table. */
export function key(name: string, type: SchemaType, doc: string, extra?: Extra): KeyInfo {
  return { name, type, doc, ...extra };
}
