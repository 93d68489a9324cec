// A severity that nothing else uses, a slip of the keyboard away from one that is in use: routes that ask for the right one do
// not take the alert. Layer: checks.

import { type AlertFact, type DocumentFacts, type GroupFact, type RouteFact, spanOf } from '../../analysis/facts';
import type { SourceDocument } from '../../model/document';
import { readRuleFile } from '../../model/readRuleFile';
import { placeSpan } from '../../model/region';
import { slipOf } from '../../text/closest';
import type { Span } from '../../text/span';
import { anyOf, inCode } from '../../text/words';
import { follow } from '../../yaml/path';
import { defineCheck, type Fix } from '../check';
import { type OptionTable, optionsOf } from '../options';

/** Severities that many use, whatever the workspace does. */
const usual: readonly string[] = [
  'critical',
  'warning',
  'info',
  'error',
  'page',
  'ticket',
  'emergency',
  'notice',
  'debug',
];

/** So much more often than itself the right one is in use, where only letter case or underscores differ. */
const clearly = 3;

/** Where more are in use, they are names of something else. */
const mostInUse = 40;

const options = {
  severities: { type: 'texts', doc: 'All severities that alerts may have: any other is told.' },
} as const satisfies OptionTable;

export const check = defineCheck({
  id: 'rules/unknown-severity',
  summary: 'A severity is close to one in use, and used nowhere else; or none of those that the configuration names.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'workspace',
  needs: ['workspace', 'options'],
  options,
  messages: {
    near: 'Nothing else has the severity `{severity}`; did you mean `{near}`, which {use}?',
    other: 'The configuration has no severity `{severity}`: write {known}.',
  },
  run({ facts, document }, ctx) {
    if (facts.alerts.length === 0) return;
    const { severities } = optionsOf(ctx.options, check.id, options);
    if (severities) {
      const placeOf = placesIn(document);
      for (const alert of facts.alerts) {
        const severity = severityOf(alert);
        if (!severity || severities.includes(severity)) continue;
        const name = spanOf(facts, alert.at);
        const at = placeOf(name);
        const near = slipOf(severity, severities);
        const known = near === undefined ? listed(severities) : `\`${near}\``;
        ctx.report(at ?? name, 'other', { severity, known }, { fix: fixFor(at, severity, near) });
      }
      return;
    }
    const { documents } = ctx.workspace;
    const { uses, hasSlips } = ctx.shared(() => {
      const uses = usesOf(documents, group => ctx.ofPart(group, () => severitiesOf(group)));
      return { uses, hasSlips: [...uses.keys()].some(value => nearOf(value, uses) !== undefined) };
    });
    // Of thousands of alerts at each edit: where no severity in use is near another, none has to be looked at.
    if (!hasSlips && documents.includes(facts)) return;
    const nearest = new Map<string, string | undefined>();
    const placeOf = placesIn(document);
    for (const alert of facts.alerts) {
      const value = severityOf(alert);
      if (!value) continue;
      if (!nearest.has(value)) nearest.set(value, nearOf(value, uses));
      const near = nearest.get(value);
      if (near === undefined) continue;
      const name = spanOf(facts, alert.at);
      const at = placeOf(name);
      const use = uses.has(near) ? 'is in use' : 'most rules use';
      ctx.report(at ?? name, 'near', { severity: value, near, use }, { fix: fixFor(at, value, near) });
    }
  },
});

function listed(severities: readonly string[]): string {
  const names = inCode(severities.slice(0, 5));
  return severities.length > names.length ? `${names.join(', ')} or another of its ${severities.length}` : anyOf(names);
}

/** Only of a value that is written as it is read. */
function fixFor(at: Span | undefined, severity: string, near: string | undefined): Fix | undefined {
  if (near === undefined || !at || at.to - at.from !== severity.length) return undefined;
  return { title: `Use ${near}`, safe: false, edits: [{ at, newText: near }] };
}

/** Asked of every alert of a file at each edit: a loop, as a closure for each would take most of the time. */
function severityOf({ labels }: AlertFact): string | undefined {
  for (const { name, value } of labels) if (name === 'severity') return value;
  return undefined;
}

/** How often severities are used: by alerts, and by matchers of routes, which count as if they were many. */
function usesOf(
  documents: readonly DocumentFacts[],
  ofGroup: (group: GroupFact) => ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const add = (value: string, count: number): void => void uses.set(value, (uses.get(value) ?? 0) + count);
  const addRoute = ({ matchers, routes }: RouteFact): void => {
    for (const { label, op, value } of matchers) {
      if (label !== 'severity') continue;
      for (const one of op === '=' || op === '!=' ? [value] : value.split('|')) add(one, clearly);
    }
    routes.forEach(addRoute);
  };
  for (const { groups, routes } of documents) {
    for (const group of groups) for (const [value, count] of ofGroup(group)) add(value, count);
    routes.forEach(addRoute);
  }
  return uses;
}

/** How many alerts of a group have each severity. */
function severitiesOf({ alerts }: GroupFact): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const alert of alerts) {
    const value = severityOf(alert);
    if (value) uses.set(value, (uses.get(value) ?? 0) + 1);
  }
  return uses;
}

function nearOf(value: string, uses: ReadonlyMap<string, number>): string | undefined {
  const own = uses.get(value) ?? 0;
  // What a route asks for, or several alerts have, is nobody's slip.
  if (own >= clearly || usual.includes(value) || uses.size > mostInUse) return undefined;
  const common = [...uses].filter(([, count]) => count >= own * clearly).map(([name]) => name);
  const near = slipOf(value, common);
  if (near !== undefined) return near;
  const standard = slipOf(value, usual);
  // `Critical` is a severity, as long as nobody writes it in another way.
  return standard?.toLowerCase() === value.toLowerCase() ? undefined : standard;
}

/** Where the value of the label stands in the file, by the name of its alert; undefined where it comes from the group or an alias. */
function placesIn(document: SourceDocument | undefined): (name: Span) => Span | undefined {
  let places: ReadonlyMap<number, Span> | undefined;
  return ({ from }) => (places ??= new Map(document && placesOf(document))).get(from);
}

function* placesOf({ roots }: SourceDocument): Generator<readonly [name: number, value: Span], void> {
  for (const root of roots) {
    for (const { rule, base } of readRuleFile(root).groups.flatMap(({ rules }) => rules)) {
      const { alert, labels } = rule;
      const value = alert && follow(labels.find(({ key }) => key.value === 'severity')?.value);
      if (value?.kind !== 'scalar') continue;
      const quoted = value.style === 'plain' ? 0 : 1;
      yield [
        placeSpan({ from: alert!.from + base, to: alert!.to + base }, root.region).from,
        placeSpan({ from: value.from + base + quoted, to: value.to + base - quoted }, root.region),
      ];
    }
  }
}
