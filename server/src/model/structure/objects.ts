// Checks of single mappings of a configuration, by the table they were read with: what its keys may not be together.
// Layer: model.

import { closest } from '../../text/closest';
import { allOf, inCode } from '../../text/words';
import type { YamlNode } from '../../yaml/node';
import type { ObjectSchema, SchemaType } from '../schema/types';
import type { StructureOptions } from './options';
import type { Report } from './report';
import type { View } from './view';

export interface ObjectContext {
  readonly report: Report;
  readonly options: StructureOptions;
  /** Whether the target is this version (`0.28`) or newer. */
  since(version: string): boolean;
  /** A nested mapping; undefined for anything else. */
  viewOf(node: YamlNode | undefined): View | undefined;
}

export type ObjectCheck = (view: View, context: ObjectContext) => void;

/** Says that of these keys only one may have a value. */
export function atMostOne(view: View, keys: readonly string[], { report }: ObjectContext): void {
  const set = keys.filter(key => view.set(key));
  if (set.length < 2) return;
  const last = set[set.length - 1]!;
  report.error('conflicting-fields', view.keyAt(last), `Only one of ${allOf(inCode(set))} may be set; remove one.`, {
    related: { span: view.keyAt(set[0]!), message: 'The other one stands here.' },
  });
}

/**
 * Says that one of these keys needs a value, at the first of them that is written and empty, else at the mapping. Silent
 * where an unknown key of the mapping is a misspelling of one of them: that has been said.
 */
export function needsOneOf(
  view: View,
  keys: readonly string[],
  object: ObjectSchema,
  message: string,
  report: Report,
): void {
  if (keys.some(key => view.set(key))) return;
  const unknown = [...view.fields.keys()].filter(name => !object.keys.some(info => info.name === name));
  if (
    unknown.some(name =>
      keys.includes(
        closest(
          name,
          object.keys.map(info => info.name),
        ) ?? '',
      ),
    )
  )
    return;
  const empty = keys.find(key => view.fields.has(key));
  // An empty URL is told as one that is none.
  if (empty && view.given(empty) && isUrl(object.keys.find(({ name }) => name === empty)?.type)) return;
  report.error('missing-field', empty ? view.keyAt(empty) : view.at, message);
}

function isUrl(type: SchemaType | undefined): boolean {
  return type?.kind === 'string' && (type.format === 'url' || type.format === 'secret-url');
}
