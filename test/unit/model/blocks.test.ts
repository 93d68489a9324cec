// Blocks of receivers and routes: they hold all items at their places, and an edit makes few of them anew.
import assert from 'node:assert/strict';
import { type Outlined, readInUnitsInSlices } from '../../../server/src/model/outline';
import { type ItemSeq, unitOf } from '../../../server/src/model/outlineUnits';
import { finish } from '../../../server/src/text/slices';
import { get } from '../../../server/src/yaml/path';
import { generateAlertmanager } from '../../bench/generateAlertmanager';
import { Random } from '../../fuzz/random';

function readInUnits(text: string, previous?: Outlined): Outlined {
  return finish(readInUnitsInSlices(text, previous, 'v2'))!;
}

function listsOf({ stream }: Outlined): readonly ItemSeq[] {
  const { root } = stream.documents[0]!;
  return [get(get(root, 'route'), 'routes'), get(root, 'receivers')] as unknown as ItemSeq[];
}

/** All items of a list out of its blocks: the text of each at its place. */
function itemsOf(list: ItemSeq): readonly (readonly [base: number, text: string])[] {
  return list.blocks.flatMap(({ block, base }) => block.items.map(item => [base + item.base, item.unit.text] as const));
}

describe('blocks of receivers and routes', () => {
  const text = generateAlertmanager(300);

  it('hold all items at their places and stay where nothing was edited', () => {
    const random = new Random(1);
    let now = text;
    let read = readInUnits(now);
    for (let edit = 0; edit < 60; edit++) {
      const lines = now.split('\n');
      const starts = [...lines.keys()].filter(line =>
        /^(?: {2})?- (?:name|receiver|matchers|match):/.test(lines[line]!),
      );
      const at = random.below(starts.length - 1);
      const [from, to] = [starts[at]!, starts[at + 1]!];
      const item = lines.slice(from, to);
      const isLast = item.some(line => /^\S/.test(line) && !line.startsWith('- '));
      if (isLast) continue;
      if (edit % 3 === 0) lines.splice(from, 0, ...item);
      else if (edit % 3 === 1) lines.splice(from, to - from);
      else lines[from] += ' # x';
      now = lines.join('\n');
      const before = listsOf(read).flatMap(list => list.blocks.map(({ block }) => block));
      read = readInUnits(now, read);
      const after = listsOf(read).flatMap(list => list.blocks.map(({ block }) => block));
      for (const [i, list] of listsOf(read).entries()) {
        const units = list.units.map(one => [one.base, unitOf(one).text] as const);
        assert.deepEqual(itemsOf(list), units, `list ${i} after ${edit}`);
      }
      const made = after.filter(block => !before.includes(block)).length;
      assert.ok(made <= 2, `${made} blocks of ${after.length} are new after edit ${edit}`);
      assert.ok(after.length <= 16, `${after.length} blocks after edit ${edit}`);
    }
  });
});
