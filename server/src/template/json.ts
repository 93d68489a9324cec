// Go's json.Marshal for the values of templates.
// Layer: template.
import { CallError } from './calls';
import { layoutTime } from './gotime';
import type { Value } from './values';
import { sortedEntries, typeName } from './values';

/** The JSON text of a value; keys of maps sorted, `<`, `>` and `&` escaped. */
export function marshal(value: Value | undefined): string {
  if (!value) return 'null';
  switch (value.kind) {
    case 'invalid':
      return 'null';
    case 'bool':
      return String(value.v);
    case 'int':
      return String(value.v);
    case 'duration':
      return String(value.ns);
    case 'float':
      if (!Number.isFinite(value.v)) {
        const name = Number.isNaN(value.v) ? 'NaN' : value.v > 0 ? '+Inf' : '-Inf';
        throw new CallError(`json: unsupported value: ${name}`);
      }
      return Object.is(value.v, -0) ? '-0' : String(value.v);
    case 'string':
      return jsonText(value.v);
    case 'time':
      return `"${layoutTime(value, '2006-01-02T15:04:05.999999999Z07:00')}"`;
    case 'map':
      return `{${sortedEntries(value)
        .map(([key, item]) => `${jsonText(key)}:${marshal(item)}`)
        .join(',')}}`;
    case 'slice':
      return `[${value.items.map(marshal).join(',')}]`;
    case 'struct':
      return `{${[...value.fields].map(([name, item]) => `${jsonText(jsonName(name, value.type))}:${marshal(item)}`).join(',')}}`;
    default:
      throw new CallError(`json: unsupported type: ${typeName(value)}`);
  }
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

function jsonText(source: string): string {
  return JSON.stringify(source)
    .replace(/[<>&\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\\ud[89a-f][0-9a-f]{2}/g, '\ufffd');
}
