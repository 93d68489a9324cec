// The pages of the checks as they are shipped: one folder above the built file. Layer: cli.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pageOf } from '../checks/finding';

/** The page of a check as Markdown; undefined where there is none. */
export function readPage(id: string): string | undefined {
  // Ids come from findings and from people: none of them leads elsewhere.
  if (!/^[a-z]+\/[a-z0-9-]+$/.test(id)) return undefined;
  try {
    return fs.readFileSync(path.join(__dirname, '..', pageOf(id)), 'utf8');
  } catch {
    return undefined;
  }
}
