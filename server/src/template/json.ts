// Go's json.Marshal for the values of templates.
// Layer: template.
import { finish } from '../text/slices';
import { CallError } from './calls';
import { layoutTime } from './gotime';
import { LimitError, MAX_OUTPUT, tooLong } from './limits';
import type { TimeValue, Value } from './values';
import { sortedEntries, typeName } from './values';

/** The JSON text of a value; keys of maps sorted, `<`, `>` and `&` escaped. */
export function marshal(value: Value | undefined, known?: KnownJson): string {
  return finish(marshalInSlices(value, known));
}

/** The texts of structs that were written before. */
export type KnownJson = ReadonlyMap<Value, string>;

/** Writes the structs of a list for later, in slices. */
export function* knowJson(items: readonly Value[], known: Map<Value, string>): Generator<void, void> {
  let length = 0;
  for (const [i, item] of items.entries()) {
    if (length > MAX_OUTPUT) return;
    const json = marshal(item);
    known.set(item, json);
    length += json.length;
    if (i % itemsPerSlice === itemsPerSlice - 1) yield;
  }
}

/** Items of a list between two yields. */
const itemsPerSlice = 50;

/** The same in slices, which matters to lists of thousands in it. */
export function* marshalInSlices(value: Value | undefined, known?: KnownJson): Generator<void, string> {
  const json = new Json(known);
  if (value) yield* json.write(value);
  else json.put('null');
  return json.text;
}

/** JSON as it is written, up to the longest text that a template may make. */
class Json {
  private readonly parts: string[] = [];
  private length = 0;
  private readonly times = new Map<bigint, string>();

  constructor(private readonly known: KnownJson | undefined) {}

  get text(): string {
    return this.parts.join('');
  }

  put(part: string): void {
    this.length += part.length;
    if (this.length > MAX_OUTPUT) throw new LimitError(tooLong);
    this.parts.push(part);
  }

  *write(value: Value): Generator<void, void> {
    switch (value.kind) {
      case 'slice':
        this.put('[');
        for (const [i, item] of value.items.entries()) {
          if (i > 0) this.put(',');
          if (isList(item)) yield* this.write(item);
          else this.leaf(item);
          if (i % itemsPerSlice === itemsPerSlice - 1) yield;
        }
        this.put(']');
        break;
      case 'struct':
        if (![...value.fields.values()].some(isList)) {
          this.leaf(value);
          break;
        }
        for (const [i, [name, item]] of [...value.fields].entries()) {
          this.put(`${i === 0 ? '{' : ','}${keyOf(name, value.type)}`);
          yield* this.write(item);
        }
        this.put('}');
        break;
      default:
        this.leaf(value);
    }
  }

  /** Writes what has no long list in it. */
  private leaf(value: Value): void {
    switch (value.kind) {
      case 'map': {
        const entries = sortedEntries(value).map(([key, item]) => [`${jsonText(key)}:`, item] as const);
        this.object(entries);
        break;
      }
      case 'slice':
        this.put('[');
        for (const [i, item] of value.items.entries()) {
          if (i > 0) this.put(',');
          this.leaf(item);
        }
        this.put(']');
        break;
      case 'struct': {
        const known = this.known?.get(value);
        if (known !== undefined) this.put(known);
        else this.object([...value.fields].map(([name, item]) => [keyOf(name, value.type), item]));
        break;
      }
      default:
        this.put(this.scalar(value));
    }
  }

  private object(entries: readonly (readonly [key: string, value: Value])[]): void {
    this.put('{');
    for (const [i, [key, item]] of entries.entries()) {
      this.put(i === 0 ? key : `,${key}`);
      this.leaf(item);
    }
    this.put('}');
  }

  private scalar(value: Value): string {
    switch (value.kind) {
      case 'invalid':
        return 'null';
      case 'bool':
      case 'int':
        return String(value.v);
      case 'duration':
        return String(value.ns);
      case 'float':
        return floatText(value.v);
      case 'string':
        return jsonText(value.v);
      case 'time':
        return this.time(value);
      default:
        throw new CallError(`json: unsupported type: ${typeName(value)}`);
    }
  }

  /** Of the alerts of a group many begin at one time. */
  private time(value: TimeValue): string {
    const known = value.zone === 'UTC' ? this.times.get(value.ns) : undefined;
    if (known !== undefined) return known;
    const shown = `"${layoutTime(value, '2006-01-02T15:04:05.999999999Z07:00')}"`;
    if (value.zone === 'UTC') this.times.set(value.ns, shown);
    return shown;
  }
}

function isList(value: Value): boolean {
  return value.kind === 'slice' && value.items.length > 0;
}

function floatText(value: number): string {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
    throw new CallError(`json: unsupported value: ${name}`);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function keyOf(name: string, type: string): string {
  return `${jsonText(jsonName(name, type))}:`;
}

/** Alertmanager's own types carry names in JSON that begin small; a pair keeps Go's. */
function jsonName(name: string, type: string): string {
  if (type === 'template.Pair') return name;
  const special: Readonly<Record<string, string>> = {
    ExternalURL: 'externalURL',
    GeneratorURL: 'generatorURL',
    NotificationReason: 'notification_reason',
  };
  return special[name] ?? name[0]!.toLowerCase() + name.slice(1);
}

/** Characters that Go writes otherwise than JavaScript does; halves of pairs, which it has none of, are replaced. */
const escaped = /[<>&\u2028\u2029]/g;
const halves = /[\ud800-\udfff]/gu;

function jsonText(source: string): string {
  const json = JSON.stringify(source.replace(halves, '\ufffd'));
  return json.replace(escaped, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
