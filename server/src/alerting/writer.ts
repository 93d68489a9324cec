// What a rule writes into the storage: its samples, and stale markers for series that it gave before and no longer gives.
// Layer: alerting. The source is Group.Eval of Prometheus' rules/group.go.
import type { Labels } from '../series/labels';
import type { SampleValue, SeriesStore } from '../series/store';

export interface WrittenSample {
  readonly labels: Labels;
  readonly value: Exclude<SampleValue, 'stale'>;
}

/** The output of one rule. */
export class RuleWriter {
  private before: ReadonlyMap<string, Labels> = new Map();

  constructor(private readonly store: SeriesStore) {}

  /** Writes what an evaluation gave, at `time` in milliseconds; a text says why a sample was refused. */
  write(time: number, samples: readonly WrittenSample[]): string | undefined {
    const now = new Map<string, Labels>();
    let refused: string | undefined;
    for (const { labels, value } of samples) {
      const problem = this.conflict(labels, time, value);
      if (problem === undefined) {
        this.store.append(labels, time, value);
        now.set(labels.key, labels);
      } else refused ??= problem;
    }
    for (const [key, labels] of this.before) if (!now.has(key)) this.store.append(labels, time, 'stale');
    this.before = now;
    return refused;
  }

  private conflict(labels: Labels, time: number, value: WrittenSample['value']): string | undefined {
    const known = this.store.get(labels);
    const last = known?.times.length ?? 0;
    if (!known || last === 0) return undefined;
    const at = known.times[last - 1]!;
    if (at > time) return 'out of order sample';
    if (at < time) return undefined;
    const same = typeof value === 'number' && Object.is(known.values[last - 1], value) && known.stale?.[last - 1] !== 1;
    return same ? undefined : 'duplicate sample for timestamp';
  }
}
