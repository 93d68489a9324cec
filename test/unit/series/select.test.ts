// Selecting series from a store: the same as going through all of them, however many and in whatever order they came, in slices.
import assert from 'node:assert/strict';
import { compareLabels, Labels } from '../../../server/src/series/labels';
import type { LabelMatcher } from '../../../server/src/series/series';
import { SeriesStore } from '../../../server/src/series/store';
import { finish } from '../../../server/src/text/slices';
import { Random } from '../../fuzz/random';

function matcher(name: string, op: LabelMatcher['op'], value: string): LabelMatcher {
  const pattern = new RegExp(`^(?:${value})$`);
  const fits = (text: string): boolean => (op.includes('~') ? pattern.test(text) : text === value);
  return { name, op, value, matches: text => fits(text) !== op.startsWith('!') };
}

describe('selecting series', () => {
  it('finds what going through all finds, in order', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const store = new SeriesStore();
      const all = new Map<string, Labels>();
      for (let i = 0; i < 400; i++) {
        const labels = Labels.from({
          __name__: random.pick(['m', 'm', 'n']),
          a: String(random.below(9)),
          b: random.pick(['', 'x', 'y']),
          c: String(random.below(30)),
        });
        store.append(labels, i, i);
        all.set(labels.key, labels);
        if (!random.chance(20)) continue;
        const matchers = random.list(1, 4, () =>
          matcher(
            random.pick(['__name__', '__name__', 'a', 'b', 'c']),
            random.pick(['=', '=', '!=', '=~', '!~']),
            random.pick(['m', 'n', '1', '2|x', '', 'y', '.*']),
          ),
        );
        const wanted = [...all.values()]
          .filter(one => matchers.every(({ name, matches }) => matches(one.get(name))))
          .sort(compareLabels);
        const found = finish(store.select(matchers)).map(series => series.labels);
        assert.deepEqual(found.map(String), wanted.map(String), `seed ${seed}`);
      }
    }
  });

  it('pauses while many series are looked through', () => {
    const store = new SeriesStore();
    for (let i = 0; i < 8_000; i++) store.append(Labels.from({ __name__: 'm', i: String(i) }), 0, 1);
    for (const matchers of [
      [matcher('__name__', '=', 'm')],
      [matcher('__name__', '=', 'm'), matcher('i', '=', '7')],
      [matcher('i', '=~', '.*7')],
    ]) {
      const fresh = new SeriesStore();
      for (const series of finish(store.select([]))) fresh.add(series);
      const work = fresh.select(matchers);
      let pauses = 0;
      while (!work.next().done) pauses++;
      assert.ok(pauses >= 6, `${pauses} pauses`);
    }
  });
});
