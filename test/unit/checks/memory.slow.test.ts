// What a service keeps of a document that is typed in: the present version, and nothing of those before the last.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import type { SourceDocument } from '../../../server/src/model/document';
import { createService } from '../../../server/src/service';
import { Random } from '../../fuzz/random';
import { shippedCatalog } from '../../harness/judge';
import { heapInUse, Typist, typedIn } from '../../harness/memory';

const rule = (i: number): string =>
  `  - alert: A${i}\n    expr: up{job="j${i}"} == 0\n    labels: { severity: warning }\n`;
const text = `groups:\n- name: example\n  rules:\n${Array.from({ length: 50 }, (_, i) => rule(i)).join('')}`;

function run<T>(work: Generator<void, T>): void {
  while (!work.next().done);
}

describe('memory', () => {
  it('lets earlier versions of a document go', async () => {
    const service = createService({ catalog: shippedCatalog, onFailure: () => assert.fail() });
    const workspace = service.workspace(resolveConfig([]));
    const earlier: WeakRef<SourceDocument>[] = [];
    const type = (i: number, previous: SourceDocument | undefined): SourceDocument => {
      const document = service.open(text.replace('"j25"', `"j25${'x'.repeat(i)}"`), previous);
      workspace.put('rules.yaml', document);
      run(service.analyse(workspace, 'rules.yaml', i === 0 ? 'current' : 'moved'));
      workspace.facts();
      run(service.analyse(workspace, 'rules.yaml', 'current'));
      earlier.push(new WeakRef(document));
      return document;
    };
    let document: SourceDocument | undefined;
    for (let i = 0; i < 8; i++) document = type(i, document);
    await heapInUse();
    const alive = earlier.filter(ref => ref.deref() !== undefined).length;
    assert.ok(alive <= 2, `${alive} of 8 versions are kept`);
    assert.ok(workspace.document('rules.yaml') === document);
  });

  describe('after a document was typed in and closed', () => {
    const typist = new Typist();
    const random = new Random(1);
    // A kept slice of one version keeps 200 KB.
    const end = `# ${'x'.repeat(200_000)}\n`;
    const edits = 18;

    before(() => {
      for (const make of Object.values(typedIn)) typist.typeIn(make(3, end), 4, random);
    });

    for (const [kind, make] of Object.entries(typedIn)) {
      it(`holds nothing of it: ${kind}`, async () => {
        const atStart = await heapInUse();
        typist.typeIn(make(3, end), edits, random);
        const grown = ((await heapInUse()) - atStart) / 1024 / 1024;
        assert.ok(grown < 3, `${grown.toFixed(1)} MB after ${edits} edits`);
      });
    }
  });
});
