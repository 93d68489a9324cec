// The pages of the checks in one compressed file, as the extension carries them: one by one they take three times the room.
// Layer: files (Node).
import * as fs from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** The file's name beside the built files; esbuild.mjs writes it. */
export const packedPagesName = 'checks.json.br';

/**
 * Texts of the pages by their paths below the folder of pages (`promql/raw-counter.md`, `README.md`), all in Markdown; empty
 * where the file is not there.
 */
export function readPackedPages(file: string): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(brotliDecompressSync(fs.readFileSync(file)).toString())));
  } catch {
    return new Map();
  }
}
