// The type go-yaml gives a scalar: v3 for Prometheus' rule files, v2 for Alertmanager and Kubernetes.
// Layer: yaml. The tables follow `resolve.go` of the two libraries.
import type { ScalarType, YamlFlavor, YamlScalar } from './node';

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const BOOLS = new Set(['true', 'True', 'TRUE', 'false', 'False', 'FALSE']);
const OLD_BOOLS = new Set([
  'y',
  'Y',
  'yes',
  'Yes',
  'YES',
  'on',
  'On',
  'ON',
  'n',
  'N',
  'no',
  'No',
  'NO',
  'off',
  'Off',
  'OFF',
]);
const FLOATS = new Set([
  '.nan',
  '.NaN',
  '.NAN',
  '.inf',
  '.Inf',
  '.INF',
  '+.inf',
  '+.Inf',
  '+.INF',
  '-.inf',
  '-.Inf',
  '-.INF',
]);
const TAGS: Readonly<Record<string, ScalarType>> = {
  '!!null': 'null',
  '!!bool': 'bool',
  '!!int': 'int',
  '!!float': 'float',
  '!!timestamp': 'timestamp',
  '!!merge': 'merge',
  '!!binary': 'binary',
  '!!str': 'str',
};

/** The type of `node` as go-yaml resolves it into an untyped value; an explicit standard tag decides alone. */
export function scalarType(node: YamlScalar, flavor: YamlFlavor): ScalarType {
  const tag = node.tag === undefined ? undefined : shortTag(node.tag);
  // v3 takes the bare `!` of a plain scalar for no tag at all.
  if (tag !== undefined && !(tag === '!' && flavor === 'v3')) return TAGS[tag] ?? 'str';
  if (node.style !== 'plain') return 'str';
  return plainType(node.value, flavor);
}

/** Whether go-yaml takes `node` for a Go `bool` field: v3 knows the words of YAML 1.1 there, though they are strings (even quoted ones). */
export function isBoolValue(node: YamlScalar, flavor: YamlFlavor): boolean {
  const type = scalarType(node, flavor);
  return type === 'bool' || (flavor === 'v3' && type === 'str' && OLD_BOOLS.has(node.value));
}

/** Whether go-yaml decodes `value` under the standard tag `tag`; other tags fit everything. */
export function fitsTag(tag: string, value: string, flavor: YamlFlavor): boolean {
  const wanted = TAGS[tag];
  if (wanted === undefined || wanted === 'str' || wanted === 'merge') return true;
  if (wanted === 'binary') {
    const bare = value.replace(/[\r\n]/g, '');
    return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
  }
  // Only v3 tells dates from text, but v2 takes one where the tag asks for it.
  const types = [plainType(value, flavor), ...(wanted === 'timestamp' ? [plainType(value, 'v3')] : [])];
  return types.includes(wanted) || (wanted === 'float' && types.includes('int'));
}

/** `!!str` for `tag:yaml.org,2002:str` and its verbatim form. */
export function shortTag(tag: string): string {
  const bare = tag.startsWith('!<') && tag.endsWith('>') ? tag.slice(2, -1) : tag;
  return bare.startsWith('tag:yaml.org,2002:') ? `!!${bare.slice('tag:yaml.org,2002:'.length)}` : bare;
}

function plainType(value: string, flavor: YamlFlavor): ScalarType {
  if (NULLS.has(value)) return 'null';
  const first = value.charCodeAt(0);
  // Words of letters are the common case: none of the number forms can begin like them.
  if (value === '<<') return 'merge';
  if (BOOLS.has(value)) return 'bool';
  if (OLD_BOOLS.has(value)) return flavor === 'v2' ? 'bool' : 'str';
  if (FLOATS.has(value)) return 'float';
  const digit = first >= 48 && first <= 57;
  if (!digit && first !== 43 && first !== 45 && first !== 46) return 'str';
  // v2 keeps what looks like a date as text.
  if (digit && flavor === 'v3' && isTimestamp(value)) return 'timestamp';
  // Behind a leading dot go-yaml does not allow for underscores.
  return numberType(first === 46 ? value : value.replaceAll('_', ''), flavor);
}

/** go-yaml's `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`. */
const YAML_FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function numberType(plain: string, flavor: YamlFlavor): ScalarType {
  const unsigned = plain.replace(/^[-+]/, '');
  // strconv.ParseInt with base 0: decimal, 0x, 0o, 0b, and a leading 0 for octal.
  if (/^(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/.test(unsigned) && fitsInteger(plain))
    return 'int';
  if (YAML_FLOAT.test(plain) && Number.isFinite(Number(plain))) return 'float';
  // After the base-0 attempts go-yaml looks for these prefixes itself; the sign may stand behind them.
  const minus = plain.startsWith('-');
  const rest = minus ? plain.slice(1) : plain;
  if (rest.startsWith('0b') && /^[-+]?[01]+$/.test(rest.slice(2))) return 'int';
  if (flavor === 'v3' && rest.startsWith('0o') && /^[-+]?[0-7]+$/.test(rest.slice(2))) return 'int';
  return 'str';
}

function fitsInteger(plain: string): boolean {
  const negative = plain.startsWith('-');
  let digits = plain.replace(/^[-+]/, '').toLowerCase();
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  const size = BigInt(digits);
  if (negative) return size <= 1n << 63n;
  // An unsigned parse has no sign: `+` only passes the signed one.
  return plain.startsWith('+') ? size < 1n << 63n : size < 1n << 64n;
}

/** The layouts go-yaml tries: a date, or a date and a time behind `T`, `t` or one space. */
function isTimestamp(value: string): boolean {
  const match =
    /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]| )([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?$/.exec(
      value,
    );
  if (!match) return false;
  const [, year, month, day, hour, minute, second, zone] = match;
  if (hour !== undefined && !value.includes(' ') && zone === undefined) return false;
  if (hour !== undefined && value.includes(' ') && zone !== undefined) return false;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const inMonth = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
  return inMonth && Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
}
