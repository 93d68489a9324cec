// Reads the body of an answer: decompressed, up to a size. Layer: transport.
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';

/**
 * The decoded body, or undefined when it grows past `maxBytes`: decoded bytes are counted, which also stops a compression
 * bomb. `alive` hears of every piece. Rejects with an error with a code where the body ends early or does not decompress.
 */
export function readBody(response: IncomingMessage, maxBytes: number, alive: () => void): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? '';
    const isPlain = encoding === '' || encoding === 'identity';
    const decompressor = isPlain ? undefined : decompressorOf(encoding);
    if (!isPlain && !decompressor) {
      reject(Object.assign(new Error('unknown encoding'), { code: 'ERR_ENCODING' }));
      return;
    }
    const decompressed = decompressor ?? response;
    const decoder = new TextDecoder();
    const parts: string[] = [];
    let bytes = 0;
    decompressed.on('data', (chunk: Buffer) => {
      alive();
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        decompressed.destroy();
        response.destroy();
        resolve(undefined);
        return;
      }
      parts.push(decoder.decode(chunk, { stream: true }));
    });
    decompressed.on('end', () => {
      parts.push(decoder.decode());
      resolve(parts.join(''));
    });
    decompressed.on('error', reject);
    if (decompressor) {
      response.on('error', reject);
      response.pipe(decompressor);
    }
  });
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
