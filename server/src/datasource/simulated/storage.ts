// What an expression will select, found out by evaluating it over nothing, and the series for that, each made once. Layer: datasource (pure).
import { type EvaluationOptions, evaluateRange, type Steps } from '../../evaluation/evaluate';
import type { Expr } from '../../promql/ast';
import type { LabelMatcher, Series, Storage } from '../../series/series';

/** One selection of an evaluation. */
export interface Selection {
  readonly matchers: readonly LabelMatcher[];
  readonly from: number;
  readonly to: number;
}

/** Makes the series of a selection. */
export type Select = (selection: Selection) => Generator<void, readonly Series[]>;

/** A storage that has what it was asked for beforehand. */
export class PreparedStorage implements Storage {
  private readonly ready = new Map<string, readonly Series[]>();

  constructor(private readonly make: Select) {}

  /** Makes everything that an expression selects at these steps. */
  *prepare(expr: Expr, steps: Steps, options: EvaluationOptions): Generator<void, void> {
    const asked = new Map<string, Selection>();
    const nothing: Storage = {
      // biome-ignore lint/correctness/useYield: there is nothing to wait for
      *select(matchers, from, to) {
        asked.set(keyOf({ matchers, from, to }), { matchers, from, to });
        return [];
      },
    };
    yield* evaluateRange(expr, nothing, steps, options);
    yield;
    for (const [key, selection] of asked) {
      if (!this.ready.has(key)) this.ready.set(key, yield* this.make(selection));
    }
  }

  /** All series that were made, each once. */
  all(): readonly Series[] {
    return [...new Map([...this.ready.values()].flat().map(series => [series.labels.key, series])).values()];
  }

  *select(matchers: readonly LabelMatcher[], from: number, to: number): Generator<void, readonly Series[]> {
    const selection = { matchers, from, to };
    const key = keyOf(selection);
    let series = this.ready.get(key);
    if (!series) {
      // Only what depends on what another part gives comes here.
      series = yield* this.make(selection);
      this.ready.set(key, series);
    }
    return series;
  }
}

function keyOf({ matchers, from, to }: Selection): string {
  return JSON.stringify([from, to, matchers.map(({ name, op, value }) => [name, op, value])]);
}
