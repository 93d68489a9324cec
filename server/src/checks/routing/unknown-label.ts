// A matcher's label that no alert carries, a slip of the keyboard away from one that alerts do carry: the matcher takes nothing,
// or everything. Layer: checks.
import type { AlertFact, DocumentFacts } from '../../analysis/facts';
import { targetLabels } from '../../catalog/targetLabels';
import type { Part, Route } from '../../model/alertmanager';
import type { SourceDocument } from '../../model/document';
import { readAlertmanager } from '../../model/readAlertmanager';
import { placeSpan } from '../../model/region';
import { withBelow as factsBelow, routesPerSlice } from '../../routing/names';
import { externalLabels, labelOf, sentNames } from '../../routing/reach';
import { slipOf } from '../../text/closest';
import type { Span } from '../../text/span';
import { defineCheck } from '../check';

/** So many matchers that ask for a label make it somebody's own. */
const several = 3;

export const check = defineCheck({
  id: 'routing/unknown-label',
  summary: 'A matcher asks for a label that is close to one of the alerts, and none of theirs.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'workspace',
  needs: ['workspace'],
  messages: { near: 'No alert of this workspace sets `{label}`; did you mean `{near}`?' },
  *run({ facts, document }, ctx) {
    if (facts.routes.length === 0 || !document) return;
    const { documents } = ctx.workspace;
    const carried = ctx.shared(() => carriedBy(documents, one => ctx.ofDocument(one, setIn)));
    const asked = new Map<string, number>();
    let seen = 0;
    for (const { matchers } of factsBelow(facts.routes)) {
      for (const { label } of matchers) asked.set(label, (asked.get(label) ?? 0) + 1);
      if (++seen % routesPerSlice === 0) yield;
    }
    for (const [label, count] of asked) {
      if (count >= several || carried.has(label)) continue;
      const near = slipOf(label, carried);
      if (near === undefined || documents.some(({ alerts }) => alerts.some(alert => mayHave(alert, label)))) continue;
      for (const at of placesOf(document, label)) {
        ctx.report(
          at,
          'near',
          { label, near },
          {
            fix: { title: `Use ${near}`, safe: false, edits: [{ at, newText: near }] },
            ...(isOfRules(near) && label.toLowerCase() === near ? { severity: 'warning' as const } : {}),
          },
        );
      }
    }
  },
});

/** Labels that everybody writes in small letters; those of targets have other forms in some exporters. */
function isOfRules(label: string): boolean {
  return label === 'alertname' || label === 'severity' || label === 'team';
}

/** Labels that rules set, and those that many give to all alerts. */
function carriedBy(
  documents: readonly DocumentFacts[],
  setBy: (facts: DocumentFacts) => ReadonlySet<string>,
): ReadonlySet<string> {
  const labels = new Set(['alertname', 'severity', ...targetLabels(), ...externalLabels]);
  for (const facts of documents) for (const label of setBy(facts)) labels.add(label);
  return labels;
}

function setIn({ alerts }: DocumentFacts): ReadonlySet<string> {
  return new Set(
    alerts.flatMap(alert =>
      alert.senders
        ? sentNames(alert)
        : [...alert.labels.map(({ name }) => name), ...Object.keys(alert.external ?? {})],
    ),
  );
}

/** Whether the series of an alert may bring a label, as far as their metrics are known. */
function mayHave(alert: AlertFact, label: string): boolean {
  if (alert.senders) return labelOf(alert, label) !== '';
  return alert.branches?.some(({ possible }) => possible.has(label)) ?? false;
}

/** Where matchers of a document ask for a label. Keys of the old `match` are left out: their places are not known. */
function placesOf(document: SourceDocument, label: string): readonly Span[] {
  const found: Span[] = [];
  for (const root of document.roots) {
    if (root.kind !== 'alertmanager') continue;
    const file = readAlertmanager(root);
    const parts: readonly Pick<Part<Route>, 'it' | 'base'>[] = [
      ...(file.route ? [{ it: file.route, base: 0 }] : []),
      ...file.routes,
    ];
    for (const { it, base } of parts) {
      for (const { node } of withBelow(it).flatMap(({ matchers }) => matchers.filter(one => one.label === label))) {
        const span = placeSpan({ from: node.from + base, to: node.to + base }, root.region);
        const from = document.text.indexOf(label, span.from);
        const isPlain =
          from >= 0 && from + label.length <= span.to && /^[\s"'{,]*$/.test(document.text.slice(span.from, from));
        if (isPlain) found.push({ from, to: from + label.length });
      }
    }
  }
  return found;
}

function withBelow(route: Route): readonly Route[] {
  return [route, ...route.routes.flatMap(withBelow)];
}
