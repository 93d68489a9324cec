// The methods of Go values that templates may call.
// Layer: template.
import { CallError, textOf } from './calls';
import { format, kvPairs } from './fmt';
import { civil, layoutTime } from './gotime';
import type { Value } from './values';
import { bool, float, int, slice, struct, text, textMap } from './values';

export interface Method {
  /** Go types of the parameters. */
  readonly params: readonly string[];
  readonly call: (args: readonly Value[]) => Value;
}

/** The method of a value, or undefined where its type has none of that name. */
export function methodOf(value: Value, name: string): Method | undefined {
  switch (value.kind) {
    case 'time':
      return timeMethod(value.ns, value.zone, name);
    case 'duration':
      return durationMethod(value.ns, name);
    case 'int':
      return name === 'String' && value.type.startsWith('time.')
        ? { params: [], call: () => text(format(value)) }
        : undefined;
    case 'map':
      return value.type === 'template.KV' ? pairsMethod(kvPairs(value), name, value) : undefined;
    case 'slice':
      return sliceMethod(value.type, value.items, name, value);
    default:
      return undefined;
  }
}

function none(result: () => Value): Method {
  return { params: [], call: result };
}

function timeMethod(ns: bigint, zone: string, name: string): Method | undefined {
  const time = (nanoseconds: bigint, where = zone): Value => ({
    kind: 'time',
    ns: nanoseconds,
    zone: where,
    pointer: false,
  });
  const clock = () => civil({ kind: 'time', ns, zone, pointer: false });
  const other = (value: Value | undefined): bigint => (value?.kind === 'time' ? value.ns : 0n);
  const floor = (unit: bigint): bigint => (ns - (((ns % unit) + unit) % unit)) / unit;
  switch (name) {
    case 'Format':
      return {
        params: ['string'],
        call: ([layout]) => text(layoutTime({ kind: 'time', ns, zone, pointer: false }, textOf(layout))),
      };
    case 'String':
      return none(() => text(format({ kind: 'time', ns, zone, pointer: false })));
    case 'Unix':
      return none(() => int(floor(1_000_000_000n), 'int64'));
    case 'UnixMilli':
      return none(() => int(floor(1_000_000n), 'int64'));
    case 'UnixMicro':
      return none(() => int(floor(1000n), 'int64'));
    case 'UnixNano':
      return none(() => int(ns, 'int64'));
    case 'Year':
      return none(() => int(clock().year));
    case 'Month':
      return none(() => int(clock().month, 'time.Month'));
    case 'Day':
      return none(() => int(clock().day));
    case 'YearDay':
      return none(() => int(clock().yearDay));
    case 'Weekday':
      return none(() => int(clock().weekday, 'time.Weekday'));
    case 'Hour':
      return none(() => int(clock().hour));
    case 'Minute':
      return none(() => int(clock().minute));
    case 'Second':
      return none(() => int(clock().second));
    case 'Nanosecond':
      return none(() => int(clock().nanosecond));
    case 'UTC':
      return none(() => time(ns, 'UTC'));
    case 'IsZero':
      return none(() => bool(ns === ZERO_TIME));
    case 'Add':
      return { params: ['time.Duration'], call: ([d]) => time(ns + durationOf(d)) };
    case 'Sub':
      return {
        params: ['time.Time'],
        call: ([t]) => ({ kind: 'duration', ns: clamp(ns - other(t)), pointer: false }),
      };
    case 'Before':
      return { params: ['time.Time'], call: ([t]) => bool(ns < other(t)) };
    case 'After':
      return { params: ['time.Time'], call: ([t]) => bool(ns > other(t)) };
    case 'Equal':
      return { params: ['time.Time'], call: ([t]) => bool(ns === other(t)) };
    default:
      return foreign('time.Time', name);
  }
}

/** Nanoseconds of the year 1, Go's zero time. */
export const ZERO_TIME = -62135596800000000000n;

function durationOf(value: Value | undefined): bigint {
  return value?.kind === 'duration' ? value.ns : value?.kind === 'int' ? value.v : 0n;
}

function clamp(ns: bigint): bigint {
  const limit = 2n ** 63n;
  return ns >= limit ? limit - 1n : ns < -limit ? -limit : ns;
}

function durationMethod(ns: bigint, name: string): Method | undefined {
  const duration = (nanoseconds: bigint): Value => ({ kind: 'duration', ns: nanoseconds, pointer: false });
  const parts = (unit: bigint): number => Number(ns / unit) + Number(ns % unit) / Number(unit);
  switch (name) {
    case 'Seconds':
      return none(() => float(parts(1_000_000_000n)));
    case 'Minutes':
      return none(() => float(parts(60_000_000_000n)));
    case 'Hours':
      return none(() => float(parts(3_600_000_000_000n)));
    case 'Milliseconds':
      return none(() => int(ns / 1_000_000n, 'int64'));
    case 'Microseconds':
      return none(() => int(ns / 1000n, 'int64'));
    case 'Nanoseconds':
      return none(() => int(ns, 'int64'));
    case 'String':
      return none(() => text(format(duration(ns))));
    case 'Abs':
      return none(() => duration(clamp(ns < 0n ? -ns : ns)));
    case 'Truncate':
      return {
        params: ['time.Duration'],
        call: ([m]) => duration(durationOf(m) <= 0n ? ns : ns - (ns % durationOf(m))),
      };
    case 'Round':
      return { params: ['time.Duration'], call: ([m]) => duration(roundTo(ns, durationOf(m))) };
    default:
      return foreign('time.Duration', name);
  }
}

function roundTo(ns: bigint, unit: bigint): bigint {
  if (unit <= 0n) return ns;
  const rest = ns % unit;
  const size = rest < 0n ? -rest : rest;
  const down = ns - rest;
  return size * 2n < unit ? down : clamp(ns < 0n ? down - unit : down + unit);
}

// Methods that Go has and this renderer does not: an honest failure instead of "no such field".
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  'time.Time': [
    'AddDate',
    'AppendFormat',
    'Clock',
    'Compare',
    'Date',
    'GoString',
    'ISOWeek',
    'In',
    'IsDST',
    'Local',
    'Location',
    'Round',
    'Truncate',
    'Zone',
  ],
  'time.Duration': [],
};

function foreign(type: string, name: string): Method | undefined {
  if (!FOREIGN[type]?.includes(name)) return undefined;
  return none(() => {
    throw new CallError(`the preview cannot call ${name}`);
  });
}

function pairsMethod(pairs: readonly (readonly [string, string])[], name: string, self: Value): Method | undefined {
  switch (name) {
    case 'SortedPairs':
      return none(() =>
        slice(
          pairs.map(([Name, Value]) => struct('template.Pair', { Name: text(Name), Value: text(Value) })),
          'template.Pairs',
        ),
      );
    case 'Names':
      return none(() =>
        slice(
          pairs.map(([n]) => text(n)),
          'template.Strings',
        ),
      );
    case 'Values':
      return none(() =>
        slice(
          pairs.map(([, v]) => text(v)),
          'template.Strings',
        ),
      );
    case 'String':
      return none(() => text(format(self)));
    case 'Remove':
      return {
        params: ['[]string'],
        call: ([list]) => {
          const gone = new Set(list?.kind === 'slice' ? list.items.map(textOf) : []);
          return textMap(
            pairs.filter(([n]) => !gone.has(n)),
            'template.KV',
          );
        },
      };
    default:
      return undefined;
  }
}

function sliceMethod(type: string, items: readonly Value[], name: string, self: Value): Method | undefined {
  const field = (item: Value, key: string): string => (item.kind === 'struct' ? textOf(item.fields.get(key)) : '');
  if (type === 'template.Alerts' && (name === 'Firing' || name === 'Resolved')) {
    const status = name.toLowerCase();
    return none(() =>
      slice(
        items.filter(item => field(item, 'Status') === status),
        '[]template.Alert',
      ),
    );
  }
  if (type === 'template.Pairs') {
    if (name === 'Names')
      return none(() =>
        slice(
          items.map(p => text(field(p, 'Name'))),
          'template.Strings',
        ),
      );
    if (name === 'Values')
      return none(() =>
        slice(
          items.map(p => text(field(p, 'Value'))),
          'template.Strings',
        ),
      );
    if (name === 'String') return none(() => text(format(self)));
  }
  if (type === 'template.Strings' && name === 'Join') {
    return { params: ['string'], call: ([by]) => text(items.map(textOf).join(textOf(by))) };
  }
  return undefined;
}
