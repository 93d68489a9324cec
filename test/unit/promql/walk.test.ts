// Ways through a tree.
import assert from 'node:assert/strict';
import { parsePromql } from '../../../server/src/promql/parser';
import { nodeAt, selectorsOf, walk } from '../../../server/src/promql/walk';
import { everything } from './tree';

/** `|` marks the offset. */
function kindsAt(marked: string): readonly string[] {
  const offset = marked.indexOf('|');
  const { expr } = parsePromql(marked.replace('|', ''), everything);
  return nodeAt(expr, offset).map(({ kind }) => kind);
}

describe('promql walk', () => {
  it('visits parents first, in order of the text', () => {
    const { expr } = parsePromql('sum(a + rate(b[5m])) > topk(3, c)', everything);
    const kinds: string[] = [];
    walk(expr, node => {
      kinds.push(node.kind);
    });
    assert.deepEqual(kinds, [
      'binary',
      'aggregate',
      'binary',
      'selector',
      'call',
      'matrix',
      'selector',
      'aggregate',
      'number',
      'selector',
    ]);
    assert.deepEqual(
      selectorsOf(expr).map(({ name }) => name?.name),
      ['a', 'b', 'c'],
    );
  });

  it('leaves out the children of what `enter` refuses', () => {
    const { expr } = parsePromql('sum(a) + b', everything);
    const kinds: string[] = [];
    walk(expr, node => {
      kinds.push(node.kind);
      return node.kind !== 'aggregate';
    });
    assert.deepEqual(kinds, ['binary', 'aggregate', 'selector']);
  });

  it('finds the path to an offset', () => {
    assert.deepEqual(kindsAt('sum(rate(fo|o[5m]))'), ['aggregate', 'call', 'matrix', 'selector']);
    assert.deepEqual(kindsAt('a + b|'), ['binary', 'selector']);
    assert.deepEqual(kindsAt('a + |'), ['binary', 'missing']);
    assert.deepEqual(kindsAt('sum(|'), ['aggregate', 'missing']);
    assert.deepEqual(kindsAt('rate(foo[|'), ['call', 'matrix']);
    assert.deepEqual(kindsAt('foo{a="|'), ['selector']);
    assert.deepEqual(kindsAt('a| + b'), ['binary', 'selector']);
  });
});
