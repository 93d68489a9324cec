// The bodies of answers as texts: in parts where they are long, whatever their bytes are and wherever they are cut.
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { readBody } from '../../../server/src/transport/body';
import { draws } from '../../harness/draws';

function bodyOf(chunks: readonly Uint8Array[], encoding?: string, maxBytes = 20_000_000) {
  const stream = new PassThrough();
  const response = Object.assign(stream, { headers: encoding ? { 'content-encoding': encoding } : {} });
  const read = readBody(response as unknown as IncomingMessage, maxBytes, () => undefined);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return read;
}

describe('bodies of answers', () => {
  it('are the text of their bytes, wherever these are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }).map(text => Buffer.from(text)),
            fc.uint8Array(),
          ),
        ),
        async chunks => {
          const bytes = Buffer.concat(chunks);
          assert.equal((await bodyOf(chunks))?.join(''), new TextDecoder().decode(bytes));
        },
      ),
      { numRuns: draws(300) },
    ));

  it('come in parts where they are long', async () => {
    for (const unit of ['[1700000000.5,"61.5"],', '\u00e9\ud83d\ude00', 'a'.repeat(1_048_575)]) {
      const text = `${unit.repeat(Math.ceil(3_000_000 / unit.length))}\u20ac!`;
      const bytes = Buffer.from(text);
      const third = Math.ceil(bytes.length / 3);
      const chunks = [bytes.subarray(0, third), bytes.subarray(third, 2 * third), bytes.subarray(2 * third)];
      for (const parts of [await bodyOf(chunks), await bodyOf([zlib.gzipSync(bytes)], 'gzip')]) {
        assert.equal(parts?.join(''), text);
        assert.ok(parts.length >= 3 && parts.every(part => part.length <= 1_048_577), `${parts.length} parts`);
      }
    }
  });

  it('let others have turns while they come', async () => {
    const chunks = Array.from({ length: 64 }, (_, i) => Buffer.alloc(65_536, 97 + (i % 26)));
    for (const read of [bodyOf(chunks), bodyOf([zlib.gzipSync(Buffer.concat(chunks))], 'gzip')]) {
      let [turns, isRunning] = [0, true];
      const turn = (): void => {
        turns++;
        if (isRunning) setImmediate(turn);
      };
      setImmediate(turn);
      const parts = await read;
      isRunning = false;
      assert.equal(parts?.join('').length, 64 * 65_536);
      assert.ok(turns >= 8, `${turns} turns`);
    }
  });

  it('end where they grow too long', async () => {
    assert.equal(await bodyOf([Buffer.alloc(1000), Buffer.alloc(1000)], undefined, 1_500), undefined);
  });
});
