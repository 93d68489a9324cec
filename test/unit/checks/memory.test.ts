// What a service keeps of a document that is typed in: the present version, and nothing of those before the last.
import assert from 'node:assert/strict';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import { resolveConfig } from '../../../server/src/config/config';
import type { SourceDocument } from '../../../server/src/model/document';
import { createService } from '../../../server/src/service';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

const rule = (i: number): string =>
  `  - alert: A${i}\n    expr: up{job="j${i}"} == 0\n    labels: { severity: warning }\n`;
const text = `groups:\n- name: example\n  rules:\n${Array.from({ length: 50 }, (_, i) => rule(i)).join('')}`;

function run<T>(work: Generator<void, T>): void {
  while (!work.next().done);
}

describe('memory', () => {
  it('lets earlier versions of a document go', async () => {
    const service = createService({ onFailure: () => assert.fail() });
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
    // What a WeakRef was asked for stays until the turn of the event loop ends.
    await new Promise(resolve => setImmediate(resolve));
    collectGarbage();
    const alive = earlier.filter(ref => ref.deref() !== undefined).length;
    assert.ok(alive <= 2, `${alive} of 8 versions are kept`);
    assert.ok(workspace.document('rules.yaml') === document);
  });
});
