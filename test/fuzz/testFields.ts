// Files of unit tests in which one field has another value: every field of the table with each of many values, as its value and
// in a list, and items that are none. For `npm run fuzz:tests -- --fields`.

import type { ObjectSchema, SchemaType } from '../../server/src/model/schema/types';
import { unitTestObject } from '../../server/src/model/schema/unitTest';
import { VALUES } from './values';

/** The rules that the files are about. */
export const fieldRules = `groups:
- name: g
  rules:
  - {alert: A, expr: m > 0, annotations: {s: t}}
`;

/** Values of fields in a file whose tests hold; what is missing here is left out of it. */
const GIVEN: Readonly<Record<string, string>> = {
  evaluation_interval: '1m',
  group_eval_order: '[g]',
  name: 't',
  interval: '1m',
  series: `'m{a="x"}'`,
  values: '1 1 1 1',
  eval_time: '2m',
  alertname: 'A',
  exp_labels: '{a: x}',
  exp_annotations: '{s: t}',
  external_labels: '{b: c}',
  external_url: 'http://x',
  expr: 'm',
  labels: `'m{a="x"}'`,
  value: '1',
};

/** One file for each field and value; `knows` tells the fields of the target. */
export function* fieldFiles(rules: string, knows: (since: string | undefined) => boolean): Iterable<string> {
  const paths = [...pathsOf(unitTestObject, [], knows)];
  for (const value of VALUES) {
    for (const path of paths) yield `${objectText(unitTestObject, path, value, rules)}\n`;
  }
}

type Path = readonly string[];

/** The way to each field; `[]` stands for an item of a list. */
function* pathsOf(object: ObjectSchema, at: Path, knows: (since: string | undefined) => boolean): Iterable<Path> {
  for (const { name, type, since } of object.keys) {
    if (!knows(since)) continue;
    yield [...at, name];
    if (type.kind !== 'list') continue;
    yield [...at, name, '[]'];
    if (type.item.kind === 'object') yield* pathsOf(type.item, [...at, name, '[]'], knows);
  }
}

/** An object in flow style in which the field at `path` has the value. */
function objectText(object: ObjectSchema, path: Path | undefined, value: string, rules: string): string {
  const isTop = object === unitTestObject;
  const pairs = object.keys.flatMap(({ name, type }) => {
    const rest = path?.[0] === name ? path.slice(1) : undefined;
    if (rest?.length === 0) return `${name}: ${value}`;
    if (name === 'rule_files' && !rest) return `${name}: [${rules}]`;
    const written = fieldText(type, name, rest, value, rules);
    return written === undefined ? [] : `${name}: ${written}`;
  });
  return isTop ? pairs.join('\n') : `{${pairs.join(', ')}}`;
}

function fieldText(
  type: SchemaType,
  name: string,
  path: Path | undefined,
  value: string,
  rules: string,
): string | undefined {
  if (type.kind !== 'list' || (!path && GIVEN[name] !== undefined)) return path ? value : GIVEN[name];
  if (path?.length === 1) return `[${value}]`;
  return type.item.kind === 'object' ? `[${objectText(type.item, path?.slice(1), value, rules)}]` : undefined;
}
