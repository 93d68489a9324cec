// The generated module of snippets is what tools/gen-snippets.ts makes of the shipped ones.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { snippetData } from '../../../server/src/features/completion/snippets.gen';
import { snippetModule } from '../../../tools/gen-snippets';
import { loadSnippets } from '../../harness/snippets';

describe('snippets.gen.ts', () => {
  it('is fresh', () => {
    const path = join(import.meta.dirname, '../../../server/src/features/completion/snippets.gen.ts');
    assert.equal(readFileSync(path, 'utf8'), snippetModule(), 'run npm run gen');
  });

  it('holds every snippet', () => {
    const titles = (JSON.parse(snippetData()) as { readonly title: string }[]).map(({ title }) => title);
    assert.deepEqual(
      titles,
      loadSnippets().map(({ title }) => title),
    );
  });
});
