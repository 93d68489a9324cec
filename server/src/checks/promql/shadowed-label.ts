// A label that exporter and target both have, where the scrape does not honour the exporter's: it tells where the exporter runs, and
// what the exporter says of the workload is `exported_…`. Layer: checks.
import type { Catalog, Scraped } from '../../catalog/schema';
import type { Ident, VectorSelector } from '../../promql/ast';
import { rejectsEmpty } from '../../promql/matching';
import { selectorsOf } from '../../promql/walk';
import { defineCheck, type Fix } from '../check';
import { scrapeOf } from './scrapes';

export const check = defineCheck({
  id: 'promql/shadowed-label',
  summary: "A rule means a label of the exporter, and gets the target's of the same name.",
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['sound'],
  ofMetric: (name, catalog) => catalog.scraped(name) !== undefined,
  needs: ['catalog'],
  messages: {
    selects:
      '`{label}` is where the exporter itself runs, as {by} does not honour its labels: this does not select by what it tells, write `exported_{label}`.',
    groups:
      '`{label}` is where the exporter itself runs, as {by} does not honour its labels: this does not group by what it tells, write `exported_{label}`.',
  },
  run(unit, ctx) {
    if (!unit.sound || !unit.selectors.some(one => scrapeOf(one, ctx.catalog))) return;
    const tell = (ident: Ident, selectors: readonly VectorSelector[], what: 'selects' | 'groups'): void => {
      const label = ident.name;
      // Who writes both knows which is which.
      if (unit.text.includes(`exported_${label}`)) return;
      const first = shadowing(selectors, label, ctx.catalog);
      if (first) ctx.report(ident, what, { label, by: first.by }, { fix: fixFor(ident) });
    };
    for (const node of unit.nodes) {
      if (node.kind === 'selector') {
        for (const matcher of node.matchers) {
          if (!rejectsEmpty(matcher) || !matcher.value || ownPlaces.test(matcher.value.value)) continue;
          // Any workload at all is asked for by the exporter's label, too, but every target has one.
          tell(matcher.label, [node], 'selects');
        }
      } else if (node.kind === 'aggregate' && node.grouping && !node.grouping.without) {
        for (const ident of node.grouping.labels) tell(ident, selectorsOf(node.expr), 'groups');
      }
    }
  },
});

/** Where exporters are mostly installed: who asks for that means the exporter. */
const ownPlaces =
  /gpu-operator|nvidia|dcgm|exporter|monitoring|observability|prometheus|kube-system|kube-state|metrics/;

/** How these are scraped, where the label of all of them is that of the target. */
function shadowing(selectors: readonly VectorSelector[], label: string, catalog: Catalog): Scraped | undefined {
  let first: Scraped | undefined;
  for (const selector of selectors) {
    const scraped = scrapeOf(selector, catalog);
    if (scraped?.label(label)?.is !== 'target') return undefined;
    first ??= scraped;
  }
  return first;
}

function fixFor({ name, quoted, from, to }: Ident): Fix | undefined {
  if (quoted) return undefined;
  return { title: `Use exported_${name}`, safe: false, edits: [{ at: { from, to }, newText: `exported_${name}` }] };
}
