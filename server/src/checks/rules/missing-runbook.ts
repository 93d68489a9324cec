// An alert without a runbook in a group where most have one: the author's own convention, forgotten. Layer: checks.
import { addEntry } from '../../model/addEntry';
import type { PlacedRule, RuleEntry, RuleUnit } from '../../model/ruleFile';
import { follow } from '../../yaml/path';
import { defineCheck, type Fix } from '../check';
import { type OptionTable, optionsOf } from '../options';

const runbook = /^(?:run[_-]?book|play[_-]?book|sop)(?:[_-]?(?:url|link|uri|href))?$/i;
/** What every such link has in it; told faster than the rest. */
const isBook = /book/i;
/** A link to one in another annotation serves as well. */
const link =
  /https?:\/\/\S{0,500}(?:runbook|playbook)|\b(?:runbook|playbook)\b\S{0,100}\s{0,9}[:(<]{0,9}\s{0,9}https?:/i;

const options = {
  required: { type: 'flag', doc: 'Whether every alert has to have one, also where no other of its group has.' },
  key: { type: 'text', doc: 'The annotation that is asked for then; `runbook_url` by default.' },
} as const satisfies OptionTable;

export const check = defineCheck({
  id: 'rules/missing-runbook',
  summary: 'An alert has no runbook while others of its group have one.',
  severity: 'hint',
  since: '0.1.0',
  awaits: 'item',
  on: 'group',
  needs: ['options'],
  options,
  messages: {
    missing: '{alert} has no `{key}`, while {other} in the same group has one.',
    required: '{alert} has no `{key}`, which the configuration asks for.',
  },
  run({ group }, ctx) {
    const alerts = group.rules.filter(({ rule }) => rule.alert && !isForNobody(rule));
    const { required, key = 'runbook_url' } = optionsOf(ctx.options, check.id, options);
    if (required) {
      for (const { rule, base } of alerts) {
        const alert = rule.alert!;
        if (hasRunbook(rule) || rule.annotations.some(one => one.key.value === key)) continue;
        ctx.report({ from: base + alert.from, to: base + alert.to }, 'required', { alert: alert.value, key });
      }
      return;
    }
    const keys = alerts.map(({ rule }) => runbookKey(rule));
    const first = keys.findIndex(known => known !== undefined);
    const model = alerts[first];
    if (!model) return;
    const missing = alerts.filter(({ rule }, i) => keys[i] === undefined && !hasLinkToRunbook(rule));
    // One among many without is no convention.
    if (missing.length * 2 > alerts.length) return;
    const pattern = missing.length > 0 ? patternOf(alerts) : undefined;
    for (const { rule, base } of missing) {
      const { alert } = rule;
      if (!alert) continue;
      const key = keys[first]!;
      const data = { alert: alert.value, key, other: model.rule.alert!.value };
      const fix = pattern && fixFor(rule, base, key, linkOf(pattern, alert.value));
      ctx.report({ from: base + alert.from, to: base + alert.to }, 'missing', data, fix ? { fix } : {});
    }
  },
});

function runbookKey({ annotations }: RuleUnit): string | undefined {
  for (const { key } of annotations) if (runbook.test(key.value)) return key.value;
  return undefined;
}

/** A link as it follows from the name of an alert. */
interface Pattern {
  readonly spell: (name: string) => string;
  readonly before: string;
  readonly after: string;
}

/** Pages that others write about their own alerts: there is none for a name that they do not know. */
const isOthers =
  /^https?:\/\/(?:runbooks\.prometheus-operator\.dev|github\.com\/(?:thanos-io|kubernetes-monitoring)\/)/;

/** The pattern that the links of all alerts follow, two at least: each is the same but for the alert's name. */
function patternOf(alerts: readonly PlacedRule[]): Pattern | undefined {
  let common: readonly Pattern[] | undefined;
  let count = 0;
  for (const { rule } of alerts) {
    const value = follow(rule.annotations.find(({ key }) => runbook.test(key.value))?.value);
    if (value?.kind !== 'scalar') continue;
    const link = value.value.trim();
    if (isOthers.test(link)) return undefined;
    count++;
    const patterns = spellings.flatMap((spell): readonly Pattern[] => {
      const [before, after, another] = link.split(spell(rule.alert!.value));
      return before && after !== undefined && another === undefined ? [{ spell, before, after }] : [];
    });
    common = common === undefined ? patterns : common.filter(one => patterns.some(other => isSame(one, other)));
    if (common.length === 0) return undefined;
  }
  return count > 1 ? common?.[0] : undefined;
}

function isSame(a: Pattern, b: Pattern): boolean {
  return a.spell === b.spell && a.before === b.before && a.after === b.after;
}

/** How the name of an alert is written into a link. */
const spellings: readonly ((name: string) => string)[] = [
  name => name,
  name => wordsOf(name).join('-'),
  name => wordsOf(name).join('_'),
  name => name.toLowerCase(),
];

/** `GPUXidError` is `gpu xid error`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

function linkOf({ spell, before, after }: Pattern, name: string): string {
  return before + spell(name) + after;
}

function fixFor(rule: RuleUnit, base: number, key: string, link: string): Fix | undefined {
  const edit = addEntry(rule, 'annotations', key, link);
  if (!edit) return undefined;
  const at = { from: base + edit.from, to: base + edit.to };
  return { title: `Add ${key}: ${link}`, safe: false, edits: [{ at, newText: edit.newText }] };
}

function hasRunbook(rule: RuleUnit): boolean {
  return runbookKey(rule) !== undefined || hasLinkToRunbook(rule);
}

function hasLinkToRunbook(rule: RuleUnit): boolean {
  return rule.annotations.some(hasLink) || rule.labels.some(hasLink);
}

function hasLink({ value }: RuleEntry): boolean {
  const text = follow(value);
  return text?.kind === 'scalar' && isBook.test(text.value) && link.test(text.value);
}

/** Alerts that only keep a pipe alive or inhibit others wake nobody up. */
function isForNobody({ labels }: RuleUnit): boolean {
  return labels.some(({ key, value }) => {
    const text = follow(value);
    return key.value === 'severity' && text?.kind === 'scalar' && text.value === 'none';
  });
}
