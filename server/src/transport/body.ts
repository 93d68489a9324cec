// Reads the body of an answer: decompressed, up to a size. A long one becomes several texts, each decoded when its bytes are there:
// to put megabytes together would hold up others, and as pieces of the heap they would be moved about by the collector of garbage.
// Layer: transport.
import { isAscii } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';

/** A body as the parts of its text; all but the last are long. */
export type BodyParts = readonly [string, ...string[]];

/**
 * The decoded body, or undefined when it grows past `maxBytes`: decoded bytes are counted, which also stops a compression
 * bomb. `alive` hears of every piece. Rejects with an error with a code where the body ends early or does not decompress.
 */
export function readBody(
  response: IncomingMessage,
  maxBytes: number,
  alive: () => void,
): Promise<BodyParts | undefined> {
  return new Promise((resolve, reject) => {
    const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? '';
    const isPlain = encoding === '' || encoding === 'identity';
    const decompressor = isPlain ? undefined : decompressorOf(encoding);
    if (!isPlain && !decompressor) {
      reject(Object.assign(new Error('unknown encoding'), { code: 'ERR_ENCODING' }));
      return;
    }
    const decompressed = decompressor ?? response;
    const body = new Body();
    let bytes = 0;
    let inTurn = 0;
    decompressed.on('data', (chunk: Buffer) => {
      alive();
      bytes += chunk.byteLength;
      inTurn += chunk.byteLength;
      if (inTurn > perTurn) {
        // The platform would hand over some megabytes in one turn.
        inTurn = 0;
        decompressed.pause();
        setImmediate(() => decompressed.resume());
      }
      if (bytes > maxBytes) {
        decompressed.destroy();
        response.destroy();
        resolve(undefined);
        return;
      }
      body.push(chunk);
    });
    decompressed.on('end', () => resolve(body.end()));
    decompressed.on('error', reject);
    if (decompressor) {
      response.on('error', reject);
      response.pipe(decompressor);
    }
  });
}

/** Bytes that are taken in before others get a turn. */
const perTurn = 262_144;

/** Bytes of a part. From about a million on the platform keeps a text outside of the heap. */
const partSize = 1_048_576;
const firstSize = 65_536;

/** UTF-8 that becomes parts of a text. */
class Body {
  private readonly parts: string[] = [];
  private bytes = Buffer.allocUnsafe(firstSize);
  private length = 0;
  /** There once something was not ASCII: it may hold the beginning of a character. */
  private decoder: InstanceType<typeof TextDecoder> | undefined;

  push(chunk: Buffer): void {
    for (let from = 0; from < chunk.byteLength; ) {
      if (this.length === partSize) this.cut();
      const to = Math.min(chunk.byteLength, from + partSize - this.length);
      this.reserve(this.length + to - from);
      chunk.copy(this.bytes, this.length, from, to);
      this.length += to - from;
      from = to;
    }
  }

  end(): BodyParts {
    this.cut();
    const last = this.parts.pop()! + (this.decoder?.decode() ?? '');
    const [first, ...others] = [...this.parts, last];
    return [first!, ...others];
  }

  private reserve(length: number): void {
    if (length <= this.bytes.byteLength) return;
    const larger = Buffer.allocUnsafe(Math.min(partSize, Math.max(length, 4 * this.bytes.byteLength)));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  private cut(): void {
    const bytes = this.bytes.subarray(0, this.length);
    this.length = 0;
    if (!isAscii(bytes)) this.decoder ??= new TextDecoder('utf-8', { ignoreBOM: this.parts.length > 0 });
    this.parts.push(this.decoder ? this.decoder.decode(bytes, { stream: true }) : bytes.toString('latin1'));
  }
}

function decompressorOf(encoding: string): Transform | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'deflate':
      return zlib.createInflate();
    case 'br':
      return zlib.createBrotliDecompress();
    default:
      return undefined;
  }
}
