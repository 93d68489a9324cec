// The Go values that a template handles when it runs.
// Layer: template.
import { compareText } from '../go/order';
import { ALERTMANAGER_DATA, RULE_DATA } from './types';

export type Value =
  | { readonly kind: 'invalid' }
  | { readonly kind: 'bool'; readonly v: boolean }
  | { readonly kind: 'int'; readonly v: bigint; readonly type: string }
  | { readonly kind: 'float'; readonly v: number }
  | { readonly kind: 'complex'; readonly re: number; readonly im: number }
  | { readonly kind: 'string'; readonly v: string; readonly type: string }
  | MapValue
  | SliceValue
  | StructValue
  | TimeValue
  | DurationValue
  | { readonly kind: 'histogram'; readonly text: string }
  | UnknownValue;

export interface MapValue {
  readonly kind: 'map';
  readonly type: string;
  readonly entries: ReadonlyMap<string, Value>;
}
export interface SliceValue {
  readonly kind: 'slice';
  readonly type: string;
  /** Shared by all who hold the list, as a Go slice is: sorting one sorts all. */
  readonly items: Value[];
}
export interface StructValue {
  readonly kind: 'struct';
  readonly type: string;
  /** In the order of declaration. */
  readonly fields: ReadonlyMap<string, Value>;
  readonly pointer: boolean;
}
export interface TimeValue {
  readonly kind: 'time';
  /** Nanoseconds since 1970. */
  readonly ns: bigint;
  /** IANA name of the zone; UTC for everything in rules. */
  readonly zone: string;
  readonly pointer: boolean;
}
export interface DurationValue {
  readonly kind: 'duration';
  readonly ns: bigint;
  readonly pointer: boolean;
}

/** Something that only the target knows, such as its external labels. What is made of it is unknown, too. */
export interface UnknownValue {
  readonly kind: 'unknown';
  /** What it is, in the template's own names: `externalLabels.site`, `query`. */
  readonly what: string;
}

export const INVALID: Value = { kind: 'invalid' };
/** A nil inside an interface, as a map of anything returns it for a missing key; a pipeline turns it into INVALID. */
export const NIL_INTERFACE: Value = { kind: 'invalid' };

export function text(v: string, type = 'string'): Value {
  return { kind: 'string', v, type };
}
export function int(v: number | bigint, type = 'int'): Value {
  return { kind: 'int', v: BigInt(v), type };
}
export function float(v: number): Value {
  return { kind: 'float', v };
}
export function bool(v: boolean): Value {
  return { kind: 'bool', v };
}
/** A map of texts, such as a label set. */
export function textMap(entries: Iterable<readonly [string, string]>, type = 'map[string]string'): MapValue {
  return { kind: 'map', type, entries: new Map([...entries].map(([k, v]) => [k, text(v)] as const)) };
}
export function slice(items: Value[], type: string): SliceValue {
  return { kind: 'slice', type, items };
}
export function struct(type: string, fields: Readonly<Record<string, Value>>, pointer = false): StructValue {
  return { kind: 'struct', type, fields: new Map(Object.entries(fields)), pointer };
}

/** Something only the target knows. */
export function unknown(what: string): UnknownValue {
  return { kind: 'unknown', what };
}

/** The type as Go prints it. */
export function typeName(value: Value): string {
  switch (value.kind) {
    case 'invalid':
      return '<nil>';
    case 'bool':
      return 'bool';
    case 'float':
      return 'float64';
    case 'complex':
      return 'complex128';
    case 'struct':
      return value.pointer ? `*${value.type}` : value.type;
    case 'time':
      return value.pointer ? '*time.Time' : 'time.Time';
    case 'duration':
      return value.pointer ? '*time.Duration' : 'time.Duration';
    case 'histogram':
      return '*histogram.FloatHistogram';
    case 'unknown':
      return 'unknown';
    default:
      return value.type;
  }
}

/** Whether `if` takes the value for true. */
export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'invalid':
      return false;
    case 'bool':
      return value.v;
    case 'int':
      return value.v !== 0n;
    case 'float':
      return value.v !== 0;
    case 'complex':
      return value.re !== 0 || value.im !== 0;
    case 'string':
      return value.v !== '';
    case 'map':
      return value.entries.size > 0;
    case 'slice':
      return value.items.length > 0;
    case 'duration':
      return value.pointer || value.ns !== 0n;
    default:
      return true;
  }
}

/** What is shown in the place of an unknown value. */
export function unknownText({ what }: UnknownValue): string {
  return `‹${what} unknown›`;
}

/** The unknown value that this one is, or that it holds. */
export function unknownIn(value: Value | undefined): UnknownValue | undefined {
  switch (value?.kind) {
    case 'unknown':
      return value;
    case 'struct':
      return firstUnknown(value.fields.values());
    case 'map':
      return firstUnknown(value.entries.values());
    case 'slice':
      return firstUnknown(value.items);
    default:
      return undefined;
  }
}

/** The first unknown value among these. */
export function firstUnknown(values: Iterable<Value>): UnknownValue | undefined {
  for (const value of values) {
    const found = unknownIn(value);
    if (found) return found;
  }
  return undefined;
}

/** The value behind a pointer, or the value itself. */
export function indirect(value: Value): Value {
  return 'pointer' in value && value.pointer ? { ...value, pointer: false } : value;
}

/** The static type of a field where it is an interface, for Go's messages. */
export function isInterfaceField(owner: Value, name: string): boolean {
  if (owner.kind === 'map') return owner.type.endsWith('interface {}');
  return owner.kind === 'struct' && name === 'Value' && (owner.type === RULE_DATA || owner.type === 'template.sample');
}

/** What a missing key of a map yields under `missingkey=zero`. */
export function zeroElement(map: MapValue): Value {
  return map.type.endsWith('interface {}') ? NIL_INTERFACE : text('');
}

/** Keys in the order in which Go prints and ranges over them: by bytes. */
export function sortedEntries(map: MapValue): readonly (readonly [string, Value])[] {
  return [...map.entries].sort(([a], [b]) => compareText(a, b));
}

/** The type of the dot of a notification without its pointer. */
export const NOTIFICATION_STRUCT = ALERTMANAGER_DATA.slice(1);
