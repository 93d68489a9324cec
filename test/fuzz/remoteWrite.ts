// Samples as Prometheus' remote write takes them: protobuf, in snappy's block format without compression.
import type { Series } from '../../server/src/series/series';

const encoder = new TextEncoder();

/** A request body with all samples of some series, stale markers included. `shift` is added to every time (milliseconds). */
export function writeRequest(series: readonly Series[], shift: number): Uint8Array {
  return snappy(concat(series.map(one => field(1, timeSeries(one, shift)))));
}

function timeSeries({ labels, times, values, stale }: Series, shift: number): Uint8Array {
  const parts = [...labels].map(([name, value]) =>
    field(1, concat([field(1, encoder.encode(name)), field(2, encoder.encode(value))])),
  );
  times.forEach((time, i) => {
    const value = new Uint8Array(9);
    value[0] = 0x09;
    const view = new DataView(value.buffer);
    if (stale?.[i]) view.setBigUint64(1, 0x7ff0000000000002n, true);
    else view.setFloat64(1, values[i]!, true);
    parts.push(field(2, concat([value, Uint8Array.of(0x10), varint(BigInt(time + shift))])));
  });
  return concat(parts);
}

function field(number: number, content: Uint8Array): Uint8Array {
  return concat([Uint8Array.of((number << 3) | 2), varint(BigInt(content.length)), content]);
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** One literal of the whole length. */
function snappy(bytes: Uint8Array): Uint8Array {
  const head = new Uint8Array(5);
  head[0] = 0xfc;
  new DataView(head.buffer).setUint32(1, bytes.length - 1, true);
  return concat([varint(BigInt(bytes.length)), head, bytes]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
