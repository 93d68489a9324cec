// What is recorded under a name, found over edits of long and short documents as by looking through all of them.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DocumentFacts, GroupFact, RecordFact } from '../../../server/src/analysis/facts';
import { RecordIndex } from '../../../server/src/analysis/recordIndex';

const names = ['a:b', 'c:d', 'e:f'];

function group(recorded: readonly string[]): GroupFact {
  return { records: recorded.map(name => ({ name }) as RecordFact) } as unknown as GroupFact;
}

function facts(groups: readonly GroupFact[]): DocumentFacts {
  return { groups, records: groups.flatMap(({ records }) => records) } as unknown as DocumentFacts;
}

describe('index of records', () => {
  it('finds over edits of groups what a look through all documents finds, in their order', () => {
    const made = fc.array(fc.constantFrom(...names), { maxLength: 2 }).map(group);
    const edit = fc.record({
      document: fc.nat(2),
      at: fc.nat(100),
      removed: fc.nat(30),
      added: fc.array(made, { maxLength: 20 }),
    });
    const documents = fc.tuple(
      fc.array(made, { minLength: 50, maxLength: 60 }),
      fc.array(made, { minLength: 28, maxLength: 40 }),
      fc.array(made, { maxLength: 5 }),
    );
    fc.assert(
      fc.property(documents, fc.array(edit, { maxLength: 30 }), (first, edits) => {
        const all = first.map(facts);
        let index = new RecordIndex();
        const check = (): void => {
          for (const name of names) {
            const wanted = all.flatMap(({ records }) => records.filter(record => record.name === name));
            const found = index.find(name, all);
            assert.equal(found.length, wanted.length);
            assert.ok(found.every((record, i) => record === wanted[i]));
          }
        };
        check();
        for (const { document, at, removed, added } of edits) {
          const groups = [...all[document]!.groups];
          groups.splice(Math.min(at, groups.length), removed, ...added);
          all[document] = facts(groups);
          index = index.with([document]);
          check();
        }
      }),
    );
  });
});
