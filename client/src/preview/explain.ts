// What the parts of an expression give at a moment: asked part by part, the whole first. No vscode here.
import type {
  Answer,
  DataSource,
  InstantResult,
  InstantSample,
  Labels,
} from '../../../server/src/datasource/datasource';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { wireValue } from '../../../server/src/series/wireValue';
import { lineNames } from './lines';
import type { ExplainedRow, Explanation } from './messages';
import { labelKey, sortedLabels, wireSample } from './results';
import { samplesOf } from './views';

/** Parts that are asked at one time. */
const mostAtOnce = 3;
/** Series of a part that are looked at; all are counted. */
const maxSeries = 200;
const shownSamples = 3;
const timeoutMs = 10_000;

/** Asks for the parts of a rule's expression and tells whenever one is known. */
export async function explain(
  rule: RulePreview,
  source: Pick<DataSource, 'query'>,
  atMs: number,
  signal: AbortSignal,
  tell: (explanation: Explanation) => void,
): Promise<void> {
  const rows: ExplainedRow[] = rule.nodes.map(({ depth, what, from, to }) => ({
    depth,
    what,
    from,
    to,
    text: rule.expr.slice(from, to).replace(/\s+/g, ' '),
  }));
  const names = new Map<number, ReadonlySet<string>>();
  const show = (): void => tell({ expr: rule.expr, atMs, rows: withEnds(rule, withLabels(rule, rows, names)) });
  show();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < rows.length && !signal.aborted; i = next++) {
      const { ask, askCount } = rule.nodes[i]!;
      const query = (expr: string) => source.query(expr, atMs, { signal, timeoutMs, maxSeries });
      const answer = await query(ask);
      const counted = answer.ok && askCount !== undefined ? await query(askCount) : undefined;
      if (signal.aborted) return;
      if (answer.ok) {
        const samples = samplesOf(answer.data);
        names.set(i, new Set(samples.flatMap(({ labels }) => Object.keys(labels))));
        rows[i] = {
          ...rows[i]!,
          found: foundOf(samples, totalOf(answer.data, samples), countsOf(counted), answer.tookMs),
        };
      } else rows[i] = { ...rows[i]!, error: answer.error.message };
      show();
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
}

function totalOf(data: InstantResult, samples: readonly InstantSample[]): number {
  return data.type === 'vector' || data.type === 'matrix' ? data.total : samples.length;
}

/** How many samples the ranges of series have, by the key of their labels. */
function countsOf(counted: Answer<InstantResult> | undefined): ReadonlyMap<string, number> {
  const samples = counted?.ok ? samplesOf(counted.data) : [];
  return new Map(samples.map(({ labels, v }) => [keyWithoutName(labels), v]));
}

/** To count samples takes the name away, to take the last does not. */
function keyWithoutName({ __name__: _, ...labels }: Labels): string {
  return labelKey(labels);
}

function foundOf(
  samples: readonly InstantSample[],
  total: number,
  counts: ReadonlyMap<string, number>,
  tookMs: number,
): NonNullable<ExplainedRow['found']> {
  const shown = samples.slice(0, shownSamples);
  const { short: names } = lineNames(
    shown.map(({ labels }) => sortedLabels(labels)),
    [],
  );
  return {
    total,
    samples: shown.map((sample, i) => {
      const { histogram } = sample;
      const of = counts.get(keyWithoutName(sample.labels));
      return {
        label: shown.length > 1 ? names[i]! : '',
        value: wireSample(sample).value,
        ...(histogram ? { histogram: { count: wireValue(histogram.count), sum: wireValue(histogram.sum) } } : {}),
        ...(of === undefined ? {} : { of }),
      };
    }),
    gained: [],
    lost: [],
    tookMs,
  };
}

/** Rows with the labels that they have and their parts have not, and the other way round. */
function withLabels(
  { nodes }: RulePreview,
  rows: readonly ExplainedRow[],
  names: ReadonlyMap<number, ReadonlySet<string>>,
): readonly ExplainedRow[] {
  return rows.map((row, i) => {
    const own = names.get(i);
    const parts = nodes.flatMap((node, k) => (node.parent === i ? [names.get(k)] : []));
    // Of what has no series no label is known.
    if (!row.found || !own || own.size === 0 || parts.length === 0 || parts.some(part => part === undefined))
      return row;
    const below = new Set(parts.flatMap(part => [...(part ?? [])]));
    const gained = [...own].filter(name => !below.has(name));
    const lost = [...below].filter(name => !own.has(name) && name !== '__name__');
    return { ...row, found: { ...row.found, gained, lost } };
  });
}

/** Rows with marks where the last series were lost: parts without series all of whose own parts have some. */
function withEnds({ nodes }: RulePreview, rows: readonly ExplainedRow[]): readonly ExplainedRow[] {
  if (rows[0]?.found?.total !== 0) return rows;
  return rows.map((row, i) => {
    if (row.found?.total !== 0) return row;
    const isEnd = nodes.every((node, k) => node.parent !== i || (rows[k]?.found?.total ?? 0) > 0);
    return isEnd ? { ...row, end: 'lost' } : row;
  });
}

/** An explanation that says of series which nobody records yet, `names`, that these are missing. */
export function withMissing(explanation: Explanation, names: readonly string[]): Explanation {
  if (names.length === 0) return explanation;
  const rows = explanation.rows.map(
    (row): ExplainedRow =>
      row.end && names.includes(/^[\w:]+/.exec(row.text)?.[0] ?? '') ? { ...row, end: 'missing' } : row,
  );
  return { ...explanation, rows };
}
