// Reads a YAML tree into a table the way the Kubernetes API server validates a custom resource: keys that it does not
// know are dropped, nulls of optional keys too, everything else has to have its type and limits. Layer: model.
// Longer than usual: one walk, a method for each kind of node and fault.

import type { Span } from '../../text/span';
import { anyOf, inCode } from '../../text/words';
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { scalarType } from '../../yaml/resolve';
import { findsPattern } from '../goRegex';
import { UnitSeq } from '../outline';
import type { Format, ListSchema, ObjectSchema, ScalarSchema, SchemaType } from '../schema/types';
import { entriesOf } from './fields';
import { replaceText } from './fixes';
import { durationProblem, meantDuration } from './formats';
import { isMergeKey, MERGE_MESSAGE, mergeFault } from './merge';
import { misspelling } from './misspelling';
import { shifted } from './problem';
import { monthProblem, weekdayProblem, yearProblem } from './ranges';
import { nounOf, spanOfKey } from './reader';
import { repeatedKeys } from './repeated';
import { placeOf, Report } from './report';
import { decodedScalar, isNull, isNullNode, numberOf, shorten } from './scalars';
import { nameOf, subject } from './words';

/** What a value hangs on. */
export interface CrdPlace {
  readonly name: string;
  readonly key?: Span;
}

export interface CrdTarget {
  /** Called for each mapping that was read with a table. */
  onObject?(map: YamlMap, object: ObjectSchema, owner: Span | undefined): void;
  /** Items of lists under this key are read by someone else. */
  readonly skipItemsOf?: string;
}

export class CrdReader {
  private readonly seen = new Map<YamlNode, Set<SchemaType>>();

  constructor(
    private readonly report: Report,
    private readonly target: CrdTarget = {},
  ) {}

  read(node: YamlNode, type: SchemaType, place: CrdPlace): void {
    const value = follow(node);
    if (value === undefined || (node.kind === 'alias' && this.visited(value, type))) return;
    switch (type.kind) {
      case 'object':
        if (value.kind === 'map') this.readObject(value, type, place);
        else this.wrongType(value, 'a mapping', place);
        return;
      case 'map':
        if (value.kind !== 'map') this.wrongType(value, 'a mapping', place);
        else {
          this.repeatedKeys(value);
          for (const { name, key, value: one } of entriesOf(value)) {
            if (!isNullNode(one))
              this.read(one, type.value, { name: `${place.name}.${shorten(name)}`, key: spanOfKey(key) });
          }
        }
        return;
      case 'list':
        if (value.kind === 'seq') this.readList(value.items, type, place);
        else this.wrongType(value, 'a list', place);
        return;
      case 'either':
        return;
      case 'any':
        this.readAny(value);
        return;
      default:
        if (value.kind === 'scalar') this.readScalar(value, type, place);
        else this.wrongType(value, WORDS[type.kind], place);
    }
  }

  private readObject(map: YamlMap, object: ObjectSchema, place: CrdPlace): void {
    this.repeatedKeys(map);
    const present = new Set<string>();
    for (const { name, key, value } of entriesOf(map)) {
      const info = object.keys.find(known => known.name === name);
      if (!info) {
        // `$schema` tells other tools what the file is; nobody means it for the API server.
        if (!object.open && name !== '$schema') this.unknownKey(key, name, map, object);
        this.readAny(value);
        continue;
      }
      if (isNullNode(value)) continue;
      present.add(name);
      this.read(value, info.type, { name, key: spanOfKey(key) });
    }
    for (const info of object.keys) {
      if (!info.required || present.has(info.name)) continue;
      const written = map.pairs.find(pair => keyName(pair) === info.name);
      const at = written ? spanOfKey(written.key) : placeOf(map, place.key);
      this.report.error('missing-field', at, `\`${info.name}\` is missing; ${nameOf(object)} needs it.`);
    }
    this.target.onObject?.(map, object, place.key);
  }

  private readList(items: readonly YamlNode[], type: ListSchema, place: CrdPlace): void {
    if (type.minItems !== undefined && items.length < type.minItems) {
      this.report.error(
        'missing-field',
        place.key ?? items[0] ?? { from: 0, to: 0 },
        `\`${place.name}\` needs at least ${type.minItems} item.`,
      );
    }
    if (this.target.skipItemsOf !== place.name) {
      for (const item of items)
        this.read(item, type.item, { name: `an item of \`${place.name}\``, key: itemPlace(item, place) });
    }
    if (type.uniqueBy) this.repeatedItems(items, type.uniqueBy, place);
    if (type.unique) this.equalItems(items, place);
  }

  private readScalar(node: YamlScalar, type: ScalarSchema, place: CrdPlace): void {
    const found = scalarType(node, 'v2');
    const at = placeOf(node, place.key);
    switch (type.kind) {
      case 'bool':
        if (found !== 'bool') this.wrongType(node, 'true or false', place);
        return;
      case 'int':
      case 'uint':
      case 'number': {
        const value = found === 'int' || found === 'float' ? Number(numberOf(node)) : Number.NaN;
        if (Number.isNaN(value) || (type.kind !== 'number' && !Number.isInteger(value))) {
          this.wrongType(node, type.kind === 'number' ? 'a number' : 'a whole number', place);
        } else if ((type.min !== undefined && value < type.min) || (type.max !== undefined && value > type.max)) {
          this.report.error('invalid-value', at, `\`${place.name}\` must be ${limits(type)}.`);
        }
        return;
      }
      case 'int-or-string':
        if (isText(found)) return;
        if ((found !== 'int' && found !== 'float') || !Number.isInteger(Number(numberOf(node)))) {
          this.wrongType(node, 'text or a whole number', place);
        } else if (Math.abs(Number(numberOf(node)) + 0.5) > 2 ** 31) {
          this.report.error('invalid-value', at, `${shorten(node.value)} has no place in 32 bits; put it in quotes.`);
        }
        return;
      default:
        if (isText(found)) this.readText(node, type, place, at);
        else if (type.format?.endsWith('duration') && found === 'int' && node.value !== '0') {
          this.bareDuration(node, place);
        } else this.wrongType(node, 'text', place);
    }
  }

  private readText(node: YamlScalar, type: ScalarSchema, place: CrdPlace, at: Span): void {
    const text = decodedScalar(node).value;
    const name = subject(place.name);
    const noun = name.charAt(0).toLowerCase() + name.slice(1);
    const value = type.anyCase ? text.toLowerCase() : text;
    if (type.values && !type.values.includes(value) && !(type.anyCase && text === '')) {
      const words = anyOf(inCode(type.values));
      this.report.error('invalid-value', at, `\`${shorten(text)}\` is no value of ${noun}; use ${words}.`);
    } else if (type.minLength !== undefined && [...text].length < type.minLength) {
      this.report.error('missing-field', at, `${name} is empty; write a value or remove it.`);
    } else if (type.maxLength !== undefined && [...text].length > type.maxLength) {
      this.report.error('invalid-value', at, `${name} is longer than ${type.maxLength} characters.`);
    } else if (type.format === 'duration' || type.format === 'optional-duration') {
      // The pattern lets an empty text pass; where that is wrong, a length says so. It does not know what is too long.
      const problem = text === '' ? undefined : durationProblem(text, place.name);
      if (problem && !DURATION.test(text)) {
        const fix = problem.meant === undefined ? undefined : replaceText(node, problem.meant);
        this.report.error('invalid-duration', at, problem.message, { fix });
      } else if (problem) this.report.warning('invalid-duration', at, problem.message);
    } else if (type.pattern !== undefined && !findsPattern(type.pattern, text)) {
      if (type.pattern.includes('://')) {
        const message = `\`${shorten(text)}\` is no URL that ${noun} takes; it must begin with http:// or https://.`;
        this.report.error('invalid-url', at, message);
        return;
      }
      const ranges = type.format && RANGES[type.format];
      const message = ranges?.(text) ?? `\`${shorten(text)}\` does not have the form that ${noun} wants.`;
      this.report.error(ranges ? 'invalid-interval' : 'invalid-value', at, message);
    }
  }

  private readAny(node: YamlNode): void {
    const value = follow(node);
    if (value === undefined || (node.kind === 'alias' && this.visited(value, ANY))) return;
    if (value.kind === 'map') {
      this.repeatedKeys(value);
      for (const pair of value.pairs) this.readAny(pair.value);
    } else if (value instanceof UnitSeq) {
      for (const { rule, base } of value.rules) {
        const own = new Report();
        new CrdReader(own).readAny(rule.node);
        this.report.problems.push(...own.problems.map(problem => shifted(problem, base)));
      }
    } else if (value.kind === 'seq') {
      for (const item of value.items) this.readAny(item);
    } else if (
      value.kind === 'scalar' &&
      scalarType(value, 'v2') === 'float' &&
      !Number.isFinite(Number(numberOf(value)))
    ) {
      this.report.error(
        'wrong-type',
        placeOf(value),
        `\`${shorten(value.value)}\` has no place in a Kubernetes object; put it in quotes.`,
      );
    }
  }

  private unknownKey(key: YamlScalar, name: string, map: YamlMap, object: ObjectSchema): void {
    const { advice, fix } = misspelling(name, key, map, object);
    const message = `The API server drops \`${shorten(name)}\`, which is no key of ${nameOf(object)}; ${advice}`;
    this.report.warning('pruned-field', spanOfKey(key), message, { fix });
  }

  /** What the YAML reader itself refuses about a mapping: a key written twice, a merge key without mappings. */
  private repeatedKeys(map: YamlMap): void {
    for (const pair of map.pairs) {
      const key = follow(pair.key);
      if (isMergeKey(pair.key)) {
        const bad = mergeFault(pair.value);
        if (bad) this.report.error('invalid-merge', placeOf(bad, spanOfKey(pair.key)), MERGE_MESSAGE);
      }
      if (key && key.kind !== 'scalar') {
        this.report.error('wrong-type', spanOfKey(pair.key), `A key must be text, not a ${nounOf(key)}.`);
      }
      if (isNullNode(pair.key)) {
        const message = 'A key must be text; write one or remove the line.';
        this.report.error('wrong-type', { from: pair.key.from, to: pair.key.to }, message);
      }
    }
    for (const { again, name, first } of repeatedKeys(map, true)) {
      const message = `The key \`${shorten(name)}\` is already set in this mapping; keep one of the two.`;
      this.report.error('duplicate-key', spanOfKey(again), message, {
        related: { span: spanOfKey(first), message: 'The first one stands here.' },
      });
    }
  }

  private repeatedItems(items: readonly YamlNode[], keys: readonly string[], place: CrdPlace): void {
    const first = new Map<string, Span>();
    for (const item of items) {
      const values = keys.map(key => entriesOf(item).find(entry => entry.name === key));
      if (values.some(value => value === undefined || follow(value.value)?.kind !== 'scalar')) continue;
      const id = JSON.stringify(values.map(value => (follow(value!.value) as YamlScalar).value));
      const at = placeOf(values[0]!.value, spanOfKey(values[0]!.key));
      const earlier = first.get(id);
      if (!earlier) first.set(id, at);
      else {
        const code =
          place.name === 'groups'
            ? 'duplicate-group'
            : place.name === 'receivers'
              ? 'duplicate-receiver'
              : 'duplicate-item';
        const name = (follow(values[0]!.value) as YamlScalar).value;
        this.report.error(
          code,
          at,
          `The name \`${shorten(name)}\` is already taken in \`${place.name}\`; choose another.`,
          {
            related: { span: earlier, message: 'The first one of this name.' },
          },
        );
      }
    }
  }

  private equalItems(items: readonly YamlNode[], place: CrdPlace): void {
    const seen = new Set<string>();
    for (const item of items) {
      const value = follow(item);
      if (value?.kind !== 'scalar') continue;
      if (seen.has(value.value)) {
        this.report.error(
          'duplicate-item',
          placeOf(item, place.key),
          `\`${shorten(value.value)}\` stands twice in \`${place.name}\`; remove one.`,
        );
      }
      seen.add(value.value);
    }
  }

  /** A number where a duration is wanted: quotes alone would not help. */
  private bareDuration(node: YamlScalar, place: CrdPlace): void {
    const meant = meantDuration(node.value);
    const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
    const message = `${subject(place.name)} must be a duration with a unit, not \`${shorten(node.value)}\`${hint || '.'}`;
    const fix = meant === undefined ? undefined : replaceText(node, meant);
    this.report.error('wrong-type', placeOf(node, place.key), message, { fix });
  }

  private wrongType(node: YamlNode, wanted: string, place: CrdPlace): void {
    const at = placeOf(node, place.key);
    const name = subject(place.name);
    if (node.kind !== 'scalar') {
      this.report.error('wrong-type', at, `${name} must be ${wanted}, not a ${nounOf(node)}.`);
      return;
    }
    const quote = wanted.startsWith('text') && node.style === 'plain' && !node.absent && !isNull(node, 'v2');
    const got = isNull(node, 'v2') ? 'nothing' : `\`${shorten(node.value)}\``;
    this.report.error('wrong-type', at, `${name} must be ${wanted}, not ${got}${quote ? '; put it in quotes' : ''}.`, {
      fix: quote ? { title: 'Put in quotes', span: at, newText: JSON.stringify(node.value), safe: true } : undefined,
    });
  }

  private visited(node: YamlNode, type: SchemaType): boolean {
    const types = this.seen.get(node) ?? new Set();
    this.seen.set(node, types);
    if (types.has(type)) return true;
    types.add(type);
    return false;
  }
}

function keyName(pair: YamlPair): string | undefined {
  const key = follow(pair.key);
  return key?.kind === 'scalar' ? key.value : undefined;
}

function itemPlace(item: YamlNode, place: CrdPlace): Span | undefined {
  return item.from < item.to ? undefined : place.key;
}

function isText(found: string): boolean {
  return found === 'str' || found === 'timestamp' || found === 'binary' || found === 'merge';
}

function limits({ min, max }: ScalarSchema): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
  return min !== undefined ? `at least ${min}` : `at most ${max}`;
}

/** The CRDs' form of a duration. */
const DURATION = /^(?:0|(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/;

/** What is wrong with parts of time intervals, for which the patterns have no words. */
const RANGES: Readonly<Partial<Record<Format, (text: string) => string | undefined>>> = {
  'weekday-range': weekdayProblem,
  'month-range': text =>
    monthProblem(text) ?? `\`${shorten(text)}\` is no month; write its full English name, or a number from 1 to 12.`,
  'year-range': yearProblem,
  clock: text => `\`${shorten(text)}\` is no time; write HH:MM with two digits each, up to 24:00.`,
};

const ANY: SchemaType = { kind: 'any' };

const WORDS = {
  string: 'text',
  bool: 'true or false',
  int: 'a whole number',
  uint: 'a whole number',
  number: 'a number',
  'int-or-string': 'text or a whole number',
} as const;
