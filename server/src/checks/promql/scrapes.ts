// What checks say of labels by the way in which their metric is scraped. Layer: checks.
import type { Catalog, Scraped } from '../../catalog/schema';
import type { VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';

/** How the series of a selector are scraped, where that is known. */
export function scrapeOf(selector: VectorSelector, catalog: Catalog): Scraped | undefined {
  const name = metricName(selector);
  return name === undefined ? undefined : catalog.scraped(name);
}

/** The same for several; undefined where it is not known of one. */
export function scrapesOf(selectors: readonly VectorSelector[], catalog: Catalog): readonly Scraped[] | undefined {
  const found: Scraped[] = [];
  for (const selector of selectors) {
    const scraped = scrapeOf(selector, catalog);
    if (!scraped) return undefined;
    found.push(scraped);
  }
  return found;
}

/** Why a label is not there, as the beginning of a sentence; '' where it may be. */
export function leftOut(scraped: Scraped, label: string): string {
  const { by, key } = scraped;
  const is = scraped.label(label);
  if (is?.is !== 'gone') return '';
  const own = label.replace(/^exported_/, '');
  if (is.by === 'step') return `${inFront(by)} takes \`${label}\` away (\`${key}\`)`;
  if (is.by === 'honored') return `${inFront(by)} honours the exporter's labels, so there is no \`${label}\``;
  if (is.by === 'kept') return `The targets of ${by} have no \`${own}\`, so the exporter's keeps its name`;
  return `Neither the exporter nor ${by} brings \`${label}\``;
}

/** Words at the beginning of a sentence. */
export function inFront(words: string): string {
  return words[0]!.toUpperCase() + words.slice(1);
}
