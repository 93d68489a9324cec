// Reads a YAML tree into a schema the way go-yaml decodes into strict Go structs: unknown and repeated keys, wrong
// kinds, values that do not fit. What the values mean together is said by the checks above. Layer: model.
// Longer than usual: one walk, a method for each kind of node and fault.
import { finish } from '../../text/slices';
import type { Span } from '../../text/span';
import type { YamlFlavor, YamlMap, YamlNode, YamlScalar } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { isBoolValue, scalarType } from '../../yaml/resolve';
import type { Format, KeyInfo, ObjectSchema, ScalarSchema, SchemaType } from '../schema/types';
import type { UnitMemo } from '../unitMemo';
import { replaceText } from './fixes';
import { formatProblem } from './formats';
import { isMergeKey, MERGE_MESSAGE, mergeFault, mergeSources } from './merge';
import { isSaidBefore, misspelling } from './misspelling';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { type RepeatedKey, repeatedKeys } from './repeated';
import { placeOf, type Report } from './report';
import { emptyMap, fitsInt, fitsUint, isEmptyValue, isNull, numberOf, shorten } from './scalars';
import { blocksOf, type KeptBlock, type Made } from './units';
import { nameOf, subject } from './words';

/** What the reader asks about the target. */
export interface ReaderTarget {
  readonly flavor: YamlFlavor;
  readonly options: StructureOptions;
  /** How the target is called in messages, with its version: `Prometheus 3.16`. */
  readonly name: string;
  /** Whether the target's version knows the key. */
  knows(key: KeyInfo): boolean;
  /** Reports a key that the schema does not have in its own way; true when it did. */
  unknownKey?(name: string, key: YamlScalar, object: ObjectSchema, report: Report): boolean;
  /** Items of this list are read by someone else. */
  readonly skipItemsOf?: string;
  /** Whether an item of a list is surely sound, and need not be read. */
  isSound?(item: YamlNode, list: string): boolean;
  /** Whether it is the older go-yaml that fills the target's own types: some nulls are more than nothing to it. */
  readonly givesNulls?: boolean;
  /** Called for each mapping that was read with a table, for what its keys may not be together. */
  onObject?(map: YamlMap, object: ObjectSchema, owner: Span | undefined): void;
  /** A list or mapping where a string is wanted reads as an empty string. */
  readonly emptiesForText?: (object: ObjectSchema, key: string) => boolean;
}

/** What a value hangs on, for messages. */
interface Place {
  /** The value as the reader of a message calls it: `for`, or `an item of rules`. */
  readonly name: string;
  readonly key?: YamlNode;
  readonly object?: ObjectSchema;
}

export class Reader {
  private readonly seen = new Map<YamlNode, Set<SchemaType>>();

  constructor(
    private readonly target: ReaderTarget,
    private readonly report: Report,
  ) {}

  /** Reads `node` as `type`; `place` names it in messages. */
  read(node: YamlNode, type: SchemaType, place: Place): void {
    const value = follow(node);
    if (value === undefined || (node.kind === 'alias' && this.visited(value, type))) return;
    if (value.kind === 'scalar' && isNull(value, this.target.flavor)) {
      if (this.target.givesNulls && isEmptyValue(value)) this.readEmpty(value, type, place);
      return;
    }
    switch (type.kind) {
      case 'object':
        if (value.kind === 'map') {
          this.readObject(value, type);
          // What a merge key brings is judged with the mapping it is merged into.
          if (place.name !== '<<') this.target.onObject?.(value, type, place.key && spanOfKey(place.key));
        } else this.wrongType(value, 'a mapping', place);
        return;
      case 'map':
        if (value.kind === 'map') this.readMap(value, type, place);
        else this.wrongType(value, 'a mapping', place);
        return;
      case 'list':
        if (value.kind !== 'seq') this.wrongType(value, 'a list', place);
        else if (this.target.skipItemsOf !== place.name) {
          const { kept } = this.target.options;
          for (const block of (kept && blocksOf(value)) ?? []) {
            for (const { base, value: problems } of finish(this.wrongWith(block, type.item, place.name, kept!)))
              this.report.addAt(block.base + base, problems);
          }
          if (!kept || !blocksOf(value)) for (const one of value.items) this.readItem(one, type.item, place.name);
        }
        return;
      case 'either': {
        const fitting = type.of.find(one => kindOf(one) === value.kind);
        if (fitting) this.read(value, fitting, place);
        else this.wrongType(value, 'a mapping or text', place);
        return;
      }
      case 'any':
        this.readAny(value);
        return;
      default:
        if (value.kind === 'scalar') this.readScalar(value, type, place);
        else if (type.kind === 'string' && place.object && this.target.emptiesForText?.(place.object, place.name))
          return;
        else this.wrongType(value, wordFor(type), place);
    }
  }

  /** Reads the items of a list, so that `read` finds it done. */
  *prepare(list: YamlNode | undefined, type: SchemaType, name: string): Generator<void, void> {
    const { kept } = this.target.options;
    for (const block of (kept && blocksOf(list)) ?? []) {
      yield;
      yield* this.wrongWith(block, type, name, kept!);
    }
  }

  /** What is wrong with the items of a block of a list, which is kept. */
  private wrongWith(
    block: KeptBlock,
    type: SchemaType,
    list: string,
    kept: UnitMemo,
  ): Generator<void, readonly Made<readonly StructureProblem[]>[]> {
    return block.of(kept, type, this.target.name, node => {
      const problems = this.report.apart(() => this.readItem(node, type, list));
      return problems.length > 0 ? problems : undefined;
    });
  }

  private readItem(item: YamlNode, type: SchemaType, list: string): void {
    if (!this.target.isSound?.(item, list)) this.read(item, type, { name: `an item of \`${list}\`` });
  }

  private readObject(map: YamlMap, object: ObjectSchema): void {
    this.repeatedKeys(map);
    for (const pair of map.pairs) {
      const key = follow(pair.key);
      if (this.merges(pair, object)) continue;
      const name = this.keyText(pair.key, object);
      if (name === undefined || key?.kind !== 'scalar') continue;
      const info = this.find(object, name);
      if (info && this.target.knows(info)) {
        this.read(pair.value, info.type, { name, key: pair.key, object });
      } else if (info) {
        const since = info.removedIn
          ? `is gone since ${this.target.name.split(' ')[0]} ${info.removedIn}; remove it`
          : `needs ${this.target.name.split(' ')[0]} ${info.since} or newer`;
        this.report.error('newer-key', spanOfKey(pair.key), `\`${name}\` ${since}; the target is ${this.target.name}.`);
      } else if (!object.open && !this.target.unknownKey?.(name, key, object, this.report)) {
        this.unknownKey(pair.key, name, map, object);
      }
    }
  }

  /** The row for a key: of several the one that the target knows. */
  private find(object: ObjectSchema, name: string): KeyInfo | undefined {
    let found: KeyInfo | undefined;
    for (const info of object.keys) {
      if (info.name !== name) continue;
      if (this.target.knows(info)) return info;
      found ??= info;
    }
    return found;
  }

  /** Says that `name` is no key of `object`, with the key that was most likely meant. */
  private unknownKey(key: YamlNode, name: string, map: YamlMap, object: ObjectSchema): void {
    if (isSaidBefore(name, map, object)) return;
    const known = object.keys.filter(info => this.target.knows(info)).map(info => info.name);
    const { advice, fix } = misspelling(name, key, map, object, known);
    const message = `\`${shorten(name)}\` is no key of ${nameOf(object)}; ${advice}`;
    this.report.error('unknown-key', spanOfKey(key), message, { fix });
  }

  /** `type` is passed on as the same object: by it is known what was read, also of a mapping that merges itself. */
  private readMap(map: YamlMap, type: Extract<SchemaType, { kind: 'map' }>, place: Place): void {
    this.repeatedInMap(map, false);
    for (const pair of map.pairs) {
      if (this.merges(pair, type)) continue;
      const name = this.keyText(pair.key, place.name);
      if (name !== undefined) {
        this.read(pair.value, type.value, { name: `${place.name}.${shorten(name)}`, key: pair.key });
      }
    }
  }

  /** Free content: only what the YAML reader itself refuses. */
  private readAny(node: YamlNode): void {
    const value = follow(node);
    if (value === undefined || (node.kind === 'alias' && this.visited(value, ANY))) return;
    if (value.kind === 'map') {
      this.repeatedInMap(value, true);
      for (const pair of value.pairs) {
        if (this.merges(pair, ANY)) continue;
        const key = follow(pair.key);
        if (key && key.kind !== 'scalar') {
          this.report.error('wrong-type', spanOfKey(pair.key), `A key must be text, not a ${nounOf(key)}.`);
        }
        this.readAny(pair.value);
      }
    } else if (value.kind === 'seq') {
      for (const item of value.items) this.readAny(item);
    }
  }

  private readScalar(
    node: YamlScalar,
    type: Exclude<SchemaType, { kind: 'object' | 'map' | 'list' | 'either' }>,
    place: Place,
  ): void {
    // Plain text is what most scalars are: nothing about it can be wrong.
    if (type.kind === 'string' && type.values === undefined && (type.format === undefined || FREE.has(type.format)))
      return;
    const { flavor } = this.target;
    const found = scalarType(node, flavor);
    if (type.kind === 'bool') {
      const isBool = flavor === 'v3' ? isBoolValue(node, flavor) : found === 'bool';
      if (!isBool) this.wrongType(node, 'true or false', place);
      return;
    }
    if (type.kind === 'int' || type.kind === 'uint' || type.kind === 'number') {
      if (found !== 'int' && found !== 'float') this.wrongType(node, TYPE_WORDS[type.kind], place);
      else if (type.kind !== 'number' && !(type.kind === 'int' ? fitsInt : fitsUint)(numberOf(node))) {
        const at = this.placeAt(node, place);
        this.report.error('wrong-type', at, `\`${shorten(node.value)}\` is no number that \`${place.name}\` can hold.`);
      }
      return;
    }
    if (type.format === 'go-duration' && (found === 'int' || found === 'float')) {
      if (!fitsInt(numberOf(node))) this.wrongType(node, 'a duration', place);
      else if (Number(numberOf(node)) !== 0) {
        this.report.warning(
          'invalid-duration',
          this.placeAt(node, place),
          `\`${place.name}\` without a unit counts nanoseconds; write \`${node.value}s\`.`,
        );
      }
      return;
    }
    if (type.format === 'go-duration' && found !== 'str') {
      this.wrongType(node, 'a duration', place);
      return;
    }
    const problem = formatProblem(node, type, place.name, this.target.options);
    if (!problem) return;
    const fix = problem.meant === undefined ? undefined : replaceText(node, problem.meant);
    this.report.error(problem.code, problem.at ?? this.placeAt(node, place), problem.message, { fix });
  }

  /** A null that is an empty value to the target's own types. */
  private readEmpty(node: YamlScalar, type: SchemaType, place: Place): void {
    if (type.kind === 'object') {
      this.target.onObject?.(emptyMap(node), type, place.key && spanOfKey(place.key));
    } else if (type.kind === 'string' && (OWN_READING.has(type.format) || type.values)) {
      const problem = formatProblem({ ...node, value: '' }, type, place.name, this.target.options);
      if (!problem) return;
      const message = `${subject(place.name)} is an empty text where it is written \`${node.value}\`; give it a value or remove it.`;
      this.report.error(problem.code, this.placeAt(node, place), message);
    }
  }

  /** The key as a string, or undefined after saying why there is none. A null key is dropped with its value. */
  private keyText(node: YamlNode, where: ObjectSchema | string): string | undefined {
    const key = follow(node);
    if (key?.kind !== 'scalar') {
      const holder = typeof where === 'string' ? `\`${where}\`` : nameOf(where);
      if (key) this.report.error('wrong-type', placeOf(node), `A key in ${holder} must be text, not a ${nounOf(key)}.`);
      return undefined;
    }
    if (isNull(key, this.target.flavor)) return this.target.flavor === 'v2' ? '' : undefined;
    return key.value;
  }

  /** Whether the pair is a merge key; reads what it brings. */
  private merges(pair: { readonly key: YamlNode; readonly value: YamlNode }, type: SchemaType): boolean {
    if (!isMergeKey(pair.key)) return false;
    const at = spanOfKey(pair.key);
    const fault = mergeFault(pair.value);
    if (fault) this.report.error('invalid-merge', placeOf(fault, at), MERGE_MESSAGE);
    for (const source of mergeSources(pair.value)) {
      if (follow(source)?.kind === 'map') this.read(source, type, { name: '<<', key: pair.key });
    }
    return true;
  }

  /** Maps of the older go-yaml know a key set by a merge key as well; those of v3 let it be overridden. */
  private repeatedInMap(map: YamlMap, typed: boolean): void {
    if (this.target.flavor === 'v3') this.repeatedKeys(map);
    else for (const one of repeatedKeys(map, typed)) this.repeated(one);
  }

  private repeated({ again, name, first }: RepeatedKey): void {
    const message = `The key \`${shorten(name)}\` is already set in this mapping; keep one of the two.`;
    this.report.error('duplicate-key', spanOfKey(again), message, {
      related: { span: spanOfKey(first), message: 'The first one stands here.' },
    });
  }

  private repeatedKeys({ pairs }: YamlMap): void {
    // Few keys are compared with each other, which costs less than a table of them.
    if (pairs.length <= 12 && !this.hasRepeated(pairs)) return;
    const first = new Map<string, YamlNode>();
    for (const { key } of pairs) {
      const name = this.comparable(key);
      if (name === undefined) continue;
      const earlier = first.get(name);
      if (!earlier) first.set(name, key);
      else this.repeated({ again: key, name: key.kind === 'scalar' ? key.value : '', first: earlier });
    }
  }

  /** Whether two keys may be equal; certain when it says no. */
  private hasRepeated(pairs: YamlMap['pairs']): boolean {
    for (let i = 1; i < pairs.length; i++) {
      const { key } = pairs[i]!;
      if (key.kind !== 'scalar') return true;
      for (let j = 0; j < i; j++) {
        const other = pairs[j]!.key;
        if (other.kind !== 'scalar' || other.value === key.value) return true;
      }
    }
    return false;
  }

  /** Under which name go-yaml looks for a repeated key; v3 compares what is written, v2 what is decoded. */
  private comparable(key: YamlNode): string | undefined {
    if (this.target.flavor === 'v3') {
      if (key.kind === 'scalar') return `s${key.value}`;
      return key.kind === 'alias' ? `a${key.name}` : key.kind;
    }
    const node = follow(key);
    if (node?.kind !== 'scalar' || (node.value === '<<' && node.style === 'plain')) return undefined;
    return node.value;
  }

  private wrongType(node: YamlNode, wanted: string, place: Place): void {
    const braces = (node.kind === 'map' || node.kind === 'seq') && node.flow && wanted === 'text';
    const noun = `a ${nounOf(node)}${braces ? '; put text that begins with a bracket in quotes' : ''}`;
    // A number or a boolean in quotes is text.
    const isQuoted = node.kind === 'scalar' && node.style !== 'plain' && wanted !== 'text' && BARE.test(node.value);
    const got =
      node.kind === 'scalar' ? `\`${shorten(node.value)}\`${isQuoted ? ' in quotes; remove them' : ''}` : noun;
    const empty = node.kind === 'scalar' && node.value === '';
    const message = empty
      ? `${subject(place.name)} must be ${wanted}, not an empty text; remove it or give it a value.`
      : `${subject(place.name)} must be ${wanted}, not ${got}.`;
    this.report.error('wrong-type', this.placeAt(node, place), message);
  }

  private placeAt(node: YamlNode, place: Place): Span {
    return placeOf(node, place.key && spanOfKey(place.key));
  }

  private visited(node: YamlNode, type: SchemaType): boolean {
    const types = this.seen.get(node) ?? new Set();
    this.seen.set(node, types);
    if (types.has(type)) return true;
    types.add(type);
    return false;
  }
}

/** The span of a key: as written, quotes included. */
export function spanOfKey(key: YamlNode): Span {
  return placeOf(key, { from: key.from, to: Math.max(key.to, key.from + 1) });
}

/** What a node is called in a sentence. */
export function nounOf(node: YamlNode): string {
  return node.kind === 'map' ? 'mapping' : node.kind === 'seq' ? 'list' : 'text';
}

/** Formats whose texts are judged elsewhere or not at all. */
const FREE: ReadonlySet<Format> = new Set([
  'promql',
  'rule-template',
  'notification-template',
  'label-name',
  'metric-name',
  'matcher',
  'secret',
  'file',
  'receiver',
  'interval',
]);

/** Formats of types that read their text themselves. */
const OWN_READING: ReadonlySet<Format | undefined> = new Set([
  'duration',
  'url',
  'secret-url',
  'tls-version',
  'weekday-range',
  'month-range',
  'day-range',
  'year-range',
]);

const ANY: SchemaType = { kind: 'any' };

/** Texts that are numbers or booleans without their quotes. */
const BARE = /^(?:[-+]?\d+(?:\.\d+)?|true|false)$/;

/** What a value must be, in words. */
function wordFor(type: ScalarSchema): string {
  if (type.kind === 'any') return 'a value';
  return type.format?.endsWith('duration') ? 'a duration' : TYPE_WORDS[type.kind];
}

const TYPE_WORDS = {
  string: 'text',
  bool: 'true or false',
  int: 'a whole number',
  uint: 'a whole number of at least 0',
  number: 'a number',
  'int-or-string': 'text or a whole number',
} as const;

function kindOf(type: SchemaType): YamlNode['kind'] {
  return type.kind === 'object' || type.kind === 'map' ? 'map' : type.kind === 'list' ? 'seq' : 'scalar';
}
