// How go-yaml turns a written scalar into a Go string, bool, number or duration. Layer: model.
import { decodeBase64, isBytes } from '../../go/base64';
import { readUtf8 } from '../../go/utf8';
import { secondsOf } from '../../promql/durations';
import { opaqueMap } from '../../text/makeMap';
import type { ScalarType, YamlFlavor, YamlMap, YamlNode, YamlScalar } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { scalarType, shortTag } from '../../yaml/resolve';

/** Whether a scalar is null for go-yaml: not written, `~`, `null`, or tagged so. */
export function isNull(node: YamlScalar, flavor: YamlFlavor): boolean {
  if (node.tag !== undefined) return scalarType(node, flavor) === 'null';
  // No null is longer than its word: most texts need no closer look.
  return (
    node.absent === true || (node.style === 'plain' && node.value.length <= 4 && scalarType(node, flavor) === 'null')
  );
}

/**
 * Whether a null is an empty value to the older go-yaml where it fills types of a program's own: one written `Null` or `NULL`
 * makes what a pointer points to, and types that read themselves are asked with an empty text or mapping. All other nulls are as if
 * nothing were written. Source: `prepare` in decode.go of gopkg.in/yaml.v2.
 */
export function isEmptyValue({ tag, style, value }: YamlScalar): boolean {
  return tag === undefined && style === 'plain' && (value === 'NULL' || value === 'Null');
}

/** The mapping that such a null is read as. */
export function emptyMap({ from, to }: YamlScalar): YamlMap {
  return { kind: 'map', pairs: [], flow: true, from, to };
}

/** Whether a node is null for YAML 1.1: in Alertmanager's files and Kubernetes objects. */
export function isNullNode(node: YamlNode): boolean {
  const scalar = follow(node);
  return scalar?.kind === 'scalar' && isNull(scalar, 'v2');
}

/** Whether a node is a scalar of one of these types in YAML 1.1. */
export function hasType(node: YamlNode, types: readonly ScalarType[]): boolean {
  const scalar = follow(node);
  return scalar?.kind === 'scalar' && types.includes(scalarType(scalar, 'v2'));
}

/** Whether a node is text in YAML 1.1; dates are. */
export function isTextNode(node: YamlNode): boolean {
  return hasType(node, ['str', 'timestamp', 'binary', 'merge']);
}

/** The string a Go `string` field gets; '' for null and for anything that is no scalar. */
export function textOf(node: YamlNode | undefined, flavor: YamlFlavor): string {
  const scalar = follow(node);
  if (scalar?.kind !== 'scalar' || isNull(scalar, flavor)) return '';
  return decodedScalar(scalar).value;
}

/** Milliseconds of a duration; undefined where there is none. */
export function millisecondsOf(node: YamlNode | undefined): number | undefined {
  const seconds = node && secondsOf(textOf(node, 'v3'));
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** A scalar as Go reads it into a string: what `!!binary` holds is decoded, without places of its own. */
export function decodedScalar(scalar: YamlScalar): Pick<YamlScalar, 'value' | 'map'> {
  if (scalar.tag === undefined || shortTag(scalar.tag) !== '!!binary') return scalar;
  const { value, map } = scalar;
  // Bytes that are no UTF-8 stand for themselves: what reads the text sees that something is wrong with them.
  const bytes = bytesOf(scalar);
  const text = readUtf8(bytes) ?? Array.from(bytes, byte => String.fromCharCode(byte)).join('');
  const spans = map.toFile(0, value.length);
  return { value: text, map: opaqueMap(text.length, { from: spans[0]!.from, to: spans.at(-1)!.to }) };
}

/** What a scalar in base64 holds; nothing where it is malformed. */
export function bytesOf({ value }: Pick<YamlScalar, 'value'>): Uint8Array {
  const bytes = decodeBase64(value, 'standard');
  return isBytes(bytes) ? bytes : new Uint8Array();
}

/** The value of a scalar that resolves to a number. */
export function numberOf(node: YamlScalar): number | bigint {
  const plain = node.value.replaceAll('_', '');
  if (/^[-+]?\.inf$/i.test(plain)) return plain.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^\.nan$/i.test(plain)) return Number.NaN;
  const negative = plain.startsWith('-');
  let digits = plain.replace(/^[-+]/, '').toLowerCase();
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  if (/^(?:0x[\da-f]+|0o[0-7]+|0b[01]+|\d+)$/.test(digits)) return negative ? -BigInt(digits) : BigInt(digits);
  return Number(plain);
}

/** Whether go-yaml puts the number into an `int` field; a float is cut. */
export function fitsInt(value: number | bigint): boolean {
  // What does not fit into 64 bits is a float to it; below zero that passes.
  if (typeof value === 'bigint') return value < 1n << 63n;
  // The library compares with the largest int only; NaN fails, minus infinity does not.
  return value <= 2 ** 63;
}

/** Whether go-yaml puts the number into a `uint64` field. */
export function fitsUint(value: number | bigint): boolean {
  const isFloat = typeof value === 'bigint' && (value < -(1n << 63n) || value >= 1n << 64n);
  if (typeof value === 'bigint' && !isFloat) return value >= 0n;
  return Number(value) <= 2 ** 64;
}

/** A text for a message, cut to a readable length. */
export function shorten(text: string): string {
  // Of megabytes only the beginning is looked at, unless it is nothing but blanks.
  const head = text.slice(0, 1000).replace(/\s+/g, ' ');
  const line = head.length > 40 ? head : text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 37)}…` : line;
}
