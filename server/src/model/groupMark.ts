// What tells that a group of rules is in a version of a text what it was in an earlier one. Layer: model.
import { ownCopy } from '../text/ownCopy';
import type { PlacedRule, RuleGroup, RuleUnit } from './ruleFile';

/** The marks of groups: the same object as long as a group stays the same, for whoever keeps something of one. */
export class GroupMarks {
  /** By the first rule of the group. */
  private readonly known = new WeakMap<RuleUnit, GroupMark>();

  /** The mark of a group; undefined for one without rules. `text` is that of its region. */
  of(group: RuleGroup, text: string): GroupMark | undefined {
    const first = group.rules[0]?.rule;
    if (!first) return undefined;
    const known = this.known.get(first);
    if (known?.isOf(group, text)) return known;
    const mark = new GroupMark(group, text);
    this.known.set(first, mark);
    return mark;
  }
}

/** A group as it stood in a text; where it stood does not count. */
export class GroupMark {
  private readonly list: object | undefined;
  private readonly units: readonly RuleUnit[];
  private readonly offsets: readonly number[];
  /** What stands in the group before its first rule and behind its last. */
  private readonly head: string;
  private readonly tail: string;
  /** The group that was found to be the same last: several ask in one version. */
  private known: RuleGroup;

  /** Of a group that has rules; `text` is that of its region. */
  constructor(group: RuleGroup, text: string) {
    const { rules, span, list } = group;
    this.list = list;
    this.units = rules.map(({ rule }) => rule);
    this.offsets = rules.map(({ base }) => base - span.from);
    this.head = ownCopy(text.slice(span.from, rules[0]!.base));
    this.tail = ownCopy(text.slice(endOf(rules), span.to));
    this.known = group;
  }

  /** Whether a group of `text` has the same rules at the same distances, and else the same text. */
  isOf(group: RuleGroup, text: string): boolean {
    if (this.known === group) return true;
    if (!this.isSame(group, text)) return false;
    this.known = group;
    return true;
  }

  private isSame({ rules, span, list }: RuleGroup, text: string): boolean {
    const { units, offsets, head, tail } = this;
    if (rules.length !== units.length) return false;
    // Of a list that is known to be the same the first rule tells where all are.
    const compared = list !== undefined && list === this.list ? 1 : rules.length;
    for (let i = 0; i < compared; i++) {
      const { rule, base } = rules[i]!;
      if (rule !== units[i] || base - span.from !== offsets[i]) return false;
    }
    const end = endOf(rules);
    // The lines of the last rule may go on behind the group.
    return Math.max(span.to - end, 0) === tail.length && text.startsWith(head, span.from) && text.startsWith(tail, end);
  }
}

function endOf(rules: readonly PlacedRule[]): number {
  const { rule, base } = rules[rules.length - 1]!;
  return base + rule.text.length;
}
