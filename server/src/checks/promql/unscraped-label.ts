// A rule asks for a label that the workspace's own scrape leaves out: a step drops it, or neither exporter nor target has it. Then a
// matcher selects nothing, and a grouping puts everything together. Layer: checks.
import type { Ident, VectorSelector } from '../../promql/ast';
import { rejectsEmpty } from '../../promql/matching';
import { selectorsOf } from '../../promql/walk';
import { defineCheck, type Fix } from '../check';
import { leftOut, scrapeOf, scrapesOf } from './scrapes';

export const check = defineCheck({
  id: 'promql/unscraped-label',
  summary: 'A rule asks for a label that the scrape leaves out.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['sound'],
  ofMetric: (name, catalog) => catalog.scraped(name) !== undefined,
  needs: ['catalog'],
  messages: {
    found: '{why}, so this {effect}.',
    other: '{why}, so this {effect}: write `{own}`.',
  },
  run(unit, ctx) {
    if (!unit.sound || !unit.selectors.some(one => scrapeOf(one, ctx.catalog))) return;
    const tell = (ident: Ident, selectors: readonly VectorSelector[], effect: string): void => {
      const label = ident.name;
      const scrapes = scrapesOf(selectors, ctx.catalog);
      const first = scrapes?.[0];
      // Series that are dropped altogether are reported by another check.
      if (!first || !scrapes.every(one => one.label(label)?.is === 'gone' && !one.isDropped(new Map()))) return;
      const is = first.label(label);
      const isKept = is?.is === 'gone' && (is.by === 'kept' || is.by === 'honored');
      const own = isKept ? label.slice('exported_'.length) : undefined;
      const data = { why: leftOut(first, label), effect };
      if (own === undefined) ctx.report(ident, 'found', data);
      else ctx.report(ident, 'other', { ...data, own }, { fix: fixFor(ident, own) });
    };
    for (const node of unit.nodes) {
      if (node.kind === 'selector') {
        for (const matcher of node.matchers) if (rejectsEmpty(matcher)) tell(matcher.label, [node], 'selects nothing');
      } else if (node.kind === 'aggregate' && node.grouping && !node.grouping.without) {
        const made = unit.nodes.some(one => one.kind === 'call' && /^label_/.test(one.func.name));
        if (made) continue;
        for (const ident of node.grouping.labels) tell(ident, selectorsOf(node.expr), 'keeps nothing apart');
      }
    }
  },
});

function fixFor({ quoted, from, to }: Ident, own: string): Fix | undefined {
  return quoted ? undefined : { title: `Use ${own}`, safe: false, edits: [{ at: { from, to }, newText: own }] };
}
