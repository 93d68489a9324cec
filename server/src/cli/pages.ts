// The pages of the checks as they are shipped: files one folder above the built one, or packed beside it. Layer: cli.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pageOf } from '../checks/finding';
import { packedPagesName, readPackedPages } from '../files/packedPages';
import { lazy } from '../text/lazy';

/** Gives the page of a check as Markdown; undefined where there is none. `built` is the folder of the built files. */
export function pageReader(built: string): (id: string) => string | undefined {
  const packed = lazy(() => readPackedPages(path.join(built, packedPagesName)));
  return id => {
    // Ids come from findings and from people: none of them leads elsewhere.
    if (!/^[a-z]+\/[a-z0-9-]+$/.test(id)) return undefined;
    try {
      return fs.readFileSync(path.join(built, '..', pageOf(id)), 'utf8');
    } catch {
      return packed().get(`${id}.md`);
    }
  };
}
