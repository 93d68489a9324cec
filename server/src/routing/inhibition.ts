// Inhibition: which firing alert keeps another one from being told (inhibit/inhibit.go). Layer: routing (pure).
import type { InhibitionFact } from '../analysis/facts';
import { Conditions, type LabelSet, labelsIn } from './conditions';

/** An inhibition rule of a configuration. */
export interface InhibitionRule {
  readonly fact: InhibitionFact;
  /** The document that it stands in. */
  readonly file: string;
  readonly source: Conditions;
  readonly target: Conditions;
  readonly equal: readonly string[];
}

/** The rule of a fact. */
export function inhibitionRule(fact: InhibitionFact, file: string): InhibitionRule {
  return {
    fact,
    file,
    source: new Conditions(fact.source),
    target: new Conditions(fact.target),
    equal: [...new Set(fact.equal.map(({ name }) => name))],
  };
}

/** What inhibits an alert. */
export interface Inhibited<T> {
  readonly rule: InhibitionRule;
  readonly by: T;
}

/**
 * Alerts as sources of inhibition, sorted by what has to be equal. Which of them fires at the moment in question is for who
 * asks to say: the same list serves all moments of a timeline.
 */
export class Inhibitor<T extends { readonly labels: LabelSet }> {
  private readonly sources: readonly Map<string, { readonly alert: T; readonly isTarget: boolean }[]>[];
  /** What rules make of an alert as a target, worked out once. */
  private readonly targets = new Map<LabelSet, readonly (TargetOf | undefined)[]>();

  constructor(private readonly rules: readonly InhibitionRule[]) {
    this.sources = rules.map(() => new Map());
  }

  /** Takes in an alert that may inhibit others. */
  add(alert: T): void {
    const valueFor = labelsIn(alert.labels);
    for (const [i, rule] of this.rules.entries()) {
      if (rule.source.passes(valueFor) !== 'yes') continue;
      const source = { alert, isTarget: rule.target.passes(valueFor) === 'yes' };
      const key = equalKey(rule, alert.labels);
      const known = this.sources[i]!.get(key);
      if (known) known.push(source);
      else this.sources[i]!.set(key, [source]);
    }
  }

  /** The first rule and source that keep an alert with these labels from being told; `fires` says which alerts fire then. */
  inhibits(labels: LabelSet, fires: (alert: T) => boolean): Inhibited<T> | undefined {
    for (const [i, target] of this.asTarget(labels).entries()) {
      if (!target) continue;
      for (const { alert, isTarget } of this.sources[i]!.get(target.key) ?? []) {
        // An alert that both sides match is not silenced by others of its kind, nor by itself.
        if (target.isSource && isTarget) continue;
        if (fires(alert)) return { rule: this.rules[i]!, by: alert };
      }
    }
    return undefined;
  }

  /** Whether some alert of the list may ever keep one with these labels from being told. */
  mayInhibit(labels: LabelSet): boolean {
    return this.asTarget(labels).some((target, i) => target && this.sources[i]!.has(target.key));
  }

  private asTarget(labels: LabelSet): readonly (TargetOf | undefined)[] {
    let known = this.targets.get(labels);
    if (!known) {
      const valueFor = labelsIn(labels);
      known = this.rules.map(rule =>
        rule.target.passes(valueFor) === 'yes'
          ? { key: equalKey(rule, labels), isSource: rule.source.passes(valueFor) === 'yes' }
          : undefined,
      );
      this.targets.set(labels, known);
    }
    return known;
  }
}

interface TargetOf {
  readonly key: string;
  readonly isSource: boolean;
}

/** A label that is not there is as good as an empty one. */
function equalKey({ equal }: InhibitionRule, labels: LabelSet): string {
  const valueFor = labelsIn(labels);
  return JSON.stringify(equal.map(valueFor));
}
