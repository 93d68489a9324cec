// Label sets that share a list, held against plain sets under random additions and removals.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LabelSet } from '../../../server/src/promql/shape';

const names = Array.from({ length: 40 }, (_, i) => `l${i}`);
const label = fc.constantFrom(...names);
const steps = fc.array(fc.record({ add: fc.boolean(), label }), { maxLength: 60 });

function applied(
  start: readonly string[],
  changes: readonly { readonly add: boolean; readonly label: string }[],
): { readonly set: LabelSet; readonly plain: Set<string> } {
  let set = LabelSet.of(new Set(start));
  const plain = new Set(start);
  for (const change of changes) {
    set = change.add ? set.with(change.label) : set.without(change.label);
    if (change.add) plain.add(change.label);
    else plain.delete(change.label);
  }
  return { set, plain };
}

describe('label sets', () => {
  it('hold what plain sets hold', () => {
    fc.assert(
      fc.property(fc.uniqueArray(label), steps, (start, changes) => {
        const { set, plain } = applied(start, changes);
        assert.deepEqual([...set].sort(), [...plain].sort());
        assert.equal(set.size, plain.size);
        for (const name of names) assert.equal(set.has(name), plain.has(name));
      }),
    );
  });

  it('are equal by what they hold, and name every label in which they differ', () => {
    fc.assert(
      fc.property(fc.uniqueArray(label), steps, steps, (start, one, other) => {
        const a = applied(start, one);
        const b = applied(start, other);
        const differing = names.filter(name => a.plain.has(name) !== b.plain.has(name));
        assert.equal(a.set.equals(b.set), differing.length === 0);
        const named = new Set<string>();
        a.set.addDifferences(b.set, named);
        assert.ok(differing.every(name => named.has(name)));
      }),
    );
  });

  it('leave the set they were made from as it was', () => {
    const first = LabelSet.of(new Set(['a', 'b']));
    first.with('c').without('a');
    assert.deepEqual([...first], ['a', 'b']);
  });
});
