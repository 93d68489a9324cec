// Slices keep the text they were cut from; own copies do not. Measured, since no engine promises how it cuts.
import assert from 'node:assert/strict';
import { createRecall, ownCopies, ownCopy } from '../../../server/src/text/ownCopy';
import { heapInUse, settledHeap } from '../../harness/memory';

const half = 512 * 1024;

/** By how many texts of half a megabyte the heap has grown when a name is kept of each of 20. */
async function grownBy(keep: (name: string) => unknown): Promise<number> {
  const before = await settledHeap();
  const kept = Array.from({ length: 20 }, (_, i) => {
    const word = `metric_of_text_number_${i} `;
    const text = Buffer.alloc(half, word).toString('latin1');
    return keep(text.slice(5 * word.length, 6 * word.length - 1));
  });
  const grown = (await heapInUse()) - before;
  assert.equal(kept.length, 20);
  return grown / half;
}

describe('own copies', () => {
  it('hold the same characters', () => {
    for (const text of ['', 'a', 'up', 'é😀\ud800', 'x'.repeat(5000)]) assert.equal(ownCopy(text), text);
  });

  it('let the text go that a slice would keep', async () => {
    assert.ok((await grownBy(name => name)) > 15, 'a slice keeps its text: else nothing is to be copied');
    const copies = [ownCopy, (name: string) => ownCopies({ name, list: [name] })];
    for (const copy of copies) assert.ok((await grownBy(copy)) < 2);
  });

  it('are the keys of what is recalled', async () => {
    const recall = createRecall<number>(100, 100_000);
    assert.ok((await grownBy(name => recall.set(name, 1))) < 2);
    assert.equal(recall.get('metric_of_text_number_7'), 1);
  });
});

describe('what is recalled', () => {
  it('stays in its bounds', () => {
    const recall = createRecall<number>(3, 1000);
    for (const key of ['a', 'b', 'c']) recall.set(key, 1);
    assert.equal(recall.get('a'), 1);
    recall.set('d', 2);
    assert.deepEqual([recall.get('a'), recall.get('d')], [undefined, 2]);
    recall.set('x'.repeat(500), 3);
    assert.equal(recall.get('x'.repeat(500)), undefined);
    for (let i = 0; i < 20; i++) recall.set(`${i}`.padEnd(100), i);
    assert.deepEqual([recall.get('0'.padEnd(100)), recall.get('19'.padEnd(100))], [undefined, 19]);
  });
});
