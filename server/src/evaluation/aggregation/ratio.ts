// Which series `limit_ratio` takes: by a hash of the labels, so that the same ones are taken everywhere. Layer: evaluation.
import { utf8 } from '../../go/utf8';
import { xxhash64 } from '../../go/xxhash';
import type { Labels } from '../../series/labels';

/** A number from 0 to 1 that a label set always has. */
export function ratioOffset(labels: Labels): number {
  return Number(labelsHash(labels)) / 2 ** 64;
}

/** Hash of a label set as the official builds of Prometheus keep it: every text with its length in front. */
function labelsHash(labels: Labels): bigint {
  const bytes: number[] = [];
  for (const text of labels.pairs) {
    const own = utf8(text);
    if (own.length < 255) bytes.push(own.length);
    else bytes.push(255, own.length & 255, (own.length >> 8) & 255, (own.length >> 16) & 255);
    for (const byte of own) bytes.push(byte);
  }
  return xxhash64(Uint8Array.from(bytes));
}
