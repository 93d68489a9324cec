// A user's cluster has other names than a simulated one: `job="nvidia-dcgm"`, `cluster="prod"`, `model_name="our-70b"`. Labels that
// an expression asks for and that no series has are put in the place of simulated ones, or added, on all series alike. What an
// exporter never writes stays away. Layer: datasource (pure).
import type { LabelFact } from '../../catalog/schema';
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { AskedLabel } from './facts';

/** The labels that series of a name have, and what is known of one of them. */
export interface LabelsOfSeries {
  /** Values of a label on all series of the name; '' where one has none. */
  values(label: string): ReadonlySet<string>;
  fact(label: string): LabelFact | undefined;
  /** Whether a catalogue knows all labels of the metric. */
  readonly isComplete: boolean;
}

export class Relabeling {
  private readonly renamed = new Map<string, Map<string, string>>();
  private readonly added = new Map<string, string>();

  constructor(asked: readonly AskedLabel[], seriesOf: (name: string) => LabelsOfSeries) {
    for (const { series, label, values } of asked) {
      if (series !== 'up' && label !== 'le' && label !== 'quantile') this.take(label, values, seriesOf(series));
    }
  }

  /** The labels as they are shown. */
  shown(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    if (this.renamed.size === 0 && this.added.size === 0) return labels;
    const result: Record<string, string> = {};
    for (const [name, value] of Object.entries(labels)) result[name] = this.renamed.get(name)?.get(value) ?? value;
    for (const [name, value] of this.added) if (!Object.hasOwn(result, name)) result[name] = value;
    return result;
  }

  private take(label: string, wanted: readonly string[], series: LabelsOfSeries): void {
    const present = series.values(label);
    const ours = [...present].filter(value => value !== '');
    const shown = new Set(ours.map(value => this.renamed.get(label)?.get(value) ?? value));
    if (wanted.some(value => shown.has(value))) return;
    const fact = series.fact(label);
    if (fact && (fact.values || fact.holdsValue || fact.index)) return;
    if (ours.length === 0) {
      if ((mayComeFromTarget(label) || !series.isComplete) && !this.added.has(label)) this.added.set(label, wanted[0]!);
      return;
    }
    const renamed = this.renamed.get(label) ?? new Map<string, string>();
    this.renamed.set(label, renamed);
    const free = ours.filter(value => !renamed.has(value));
    wanted.forEach((value, i) => {
      if (free[i] !== undefined) renamed.set(free[i]!, value);
    });
  }
}
