// Writes compiled exporters and codes as the lines that `server/src/catalog/load.ts` reads: what checks need in one text, what
// only people read in another, so that a run of the command line never unpacks sentences.
import type { CatalogText, PackedCodes, PackedExporter } from '../../server/src/catalog/load';

/** The lines of all exporters and codes. */
export function catalogText(
  exporters: readonly PackedExporter[],
  codes: readonly PackedCodes[],
): Readonly<Record<keyof CatalogText, string>> {
  const facts: string[] = [];
  const words: string[] = [];
  for (const { metrics, caveats, source, labels, ...rest } of exporters) {
    const rows = labels.map(([name, optional = 0, , values = 0, marks]) => cut([name, optional, values, marks]));
    facts.push(JSON.stringify({ ...rest, labels: rows }));
    words.push(JSON.stringify({ source, caveats, labels: labels.map(label => label[2] ?? '') }));
    for (const [name, type, help, set = 0, unit, extra] of metrics) {
      facts.push(cut([name, type, set, unit || '', extra && JSON.stringify(extra)]).join('\t'));
      words.push(help);
    }
  }
  return {
    facts: facts.join('\n'),
    words: words.join('\n'),
    codes: codes.map(list => JSON.stringify(list)).join('\n'),
  };
}

/** Without the empty entries at the end of a row. */
export function cut<T extends readonly unknown[]>(row: readonly unknown[]): T {
  let end = row.length;
  while (end > 1 && (row[end - 1] === undefined || row[end - 1] === '' || row[end - 1] === 0)) end--;
  // A label set of index 0 is meant, not empty.
  return row.slice(0, end) as readonly unknown[] as T;
}
