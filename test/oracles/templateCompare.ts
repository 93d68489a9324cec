// Our rendering of a template against Prometheus'. Queries are answered by our own engine over the series of the cases.
import { evaluateInstant } from '../../server/src/evaluation/evaluate';
import { dialect } from '../../server/src/promql/dialect';
import { analyzePromql } from '../../server/src/promql/parser';
import { readSeries, seriesOf } from '../../server/src/series/notation';
import { SeriesStore } from '../../server/src/series/store';
import { prometheusTemplates } from '../../server/src/template/env';
import { parseTemplate } from '../../server/src/template/parser';
import { type QueryAnswer, renderTemplate } from '../../server/src/template/render';
import { finish } from '../../server/src/text/slices';
import type { TemplateVerdict } from './askTemplates';
import { EVALUATED_AT, LOAD, type TemplateCase } from './templateCases';

const target = dialect('3.16', ['all']);
const env = prometheusTemplates(target.version);

const store = new SeriesStore();
for (const line of LOAD.split('\n').slice(1)) {
  const read = readSeries(line.trim());
  if (!read.ok) throw new Error(read.problem.message);
  store.add(seriesOf(read.labels, read.values, 0, 30_000));
}

/** What differs from Prometheus, or undefined. A query that does not parse is left out: its message is Prometheus' own. */
export function templateDifference(c: TemplateCase, verdict: TemplateVerdict): string | undefined {
  const parsed = parseTemplate(c.text, env);
  if ((parsed.problems.length === 0) !== verdict.loads) {
    return `loads: ${verdict.loads} (${verdict.error ?? ''}); problems: ${JSON.stringify(parsed.problems)}`;
  }
  if (!verdict.loads) return undefined;
  const rendered = renderTemplate(parsed, {
    labels: c.labels,
    externalLabels: c.externalLabels,
    externalURL: c.externalURL,
    value: Number(c.value.replace('Inf', 'Infinity')),
    now: EVALUATED_AT * 1000,
    alert: 'x',
    query: answer,
  });
  if (rendered.wantedQueries.length > 0) return undefined;
  const wanted = verdict.output ?? `<error expanding template: ${verdict.error}>`;
  // Where a pointer lies differs from run to run.
  const hasDecimal = rendered.text.includes('824633795397');
  const blur = (text: string) =>
    text.replace(/0xc?[0-9a-f]{9,}/g, '0x…').replace(hasDecimal ? /\d{12,15}/g : /^$/, '…');
  return blur(rendered.text) === blur(wanted) ? undefined : `wanted ${wanted}\n     got ${rendered.text}`;
}

function answer(text: string): QueryAnswer | undefined {
  const { expr, problems } = analyzePromql(text, target);
  if (problems.length > 0) return undefined;
  const outcome = finish(evaluateInstant(expr, store, EVALUATED_AT * 1000, { dialect: target }));
  if (!outcome.ok) return outcome.error.kind === 'execution' ? { error: outcome.error.message } : undefined;
  const { value } = outcome;
  if (value.type === 'scalar') return { samples: [{ labels: {}, value: value.value }] };
  if (value.type !== 'vector') return { error: 'query result is not a vector or scalar' };
  return { samples: value.samples.map(sample => ({ labels: sample.labels.toRecord(), value: sample.value })) };
}
