// A rule reads a metric that the workspace's own scrape never stores: a step drops it, or stores it under another name. Layer: checks.
import type { VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';
import { inFront } from './scrapes';

export const check = defineCheck({
  id: 'promql/unscraped-metric',
  summary: 'A rule reads a metric that the scrape drops or renames.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  ofMetric: (name, catalog) => catalog.scraped(name) !== undefined,
  needs: ['catalog'],
  messages: {
    dropped: '{by} stores no series of `{metric}` (`{key}`), so this selects nothing.',
    some: '{by} stores none of these series of `{metric}` (`{key}`), so this selects nothing.',
    renamed: '{by} stores `{metric}` as `{renamed}` (`{key}`), so this selects nothing: write `{renamed}`.',
  },
  run({ node }, ctx) {
    const metric = metricName(node);
    const scraped = metric === undefined ? undefined : ctx.catalog.scraped(metric);
    if (metric === undefined || !scraped) return;
    const { by, key, renamed } = scraped;
    const name = node.name ?? node;
    if (scraped.isDropped(new Map())) ctx.report(name, 'dropped', { by: inFront(by), key, metric });
    else if (renamed !== undefined) {
      const edits = [{ at: name, newText: renamed }];
      const fix =
        node.name && /^[a-zA-Z_:][\w:]*$/.test(renamed) ? { title: `Use ${renamed}`, safe: false, edits } : undefined;
      ctx.report(name, 'renamed', { by: inFront(by), key, metric, renamed }, { fix });
    } else if (scraped.isDropped(asked(node))) ctx.report(node, 'some', { by: inFront(by), key, metric });
  },
});

/** The values that a selector asks for. */
function asked({ matchers }: VectorSelector): ReadonlyMap<string, string> {
  return new Map(
    matchers.flatMap(({ label, op, value }) =>
      op === '=' && value?.closed && label.name !== '__name__' ? [[label.name, value.value] as const] : [],
    ),
  );
}
