// What others worked out about rules, kept with the rules. Layer: model.
import type { KeptWithRule, RuleUnit } from './ruleFile';

/**
 * Keeps one value with each rule for as long as the rule lives; each memo knows its own values alone. As a `WeakMap`, and
 * for the collector as cheap as a field: the entries of weak maps are gone through in one go, and of a large file there
 * are ten thousand while somebody types.
 */
export class RuleMemo<T> {
  get(rule: RuleUnit): T | undefined {
    return this.entry(rule)?.value as T | undefined;
  }

  set(rule: RuleUnit, value: T): void {
    const known = this.entry(rule);
    if (known) known.value = value;
    else rule.kept = { memo: this, value, next: rule.kept };
  }

  delete(rule: RuleUnit): void {
    const known = this.entry(rule);
    if (known) known.value = undefined;
  }

  private entry(rule: RuleUnit): KeptWithRule | undefined {
    let at = rule.kept;
    while (at && at.memo !== this) at = at.next;
    return at;
  }
}
