// Where a name is defined: receivers and time intervals of the configuration, recording rules, alerts and metrics of the
// workspace. Layer: features.
import type { SourceDocument } from '../model/document';
import { toFile } from '../model/region';
import type { Root } from '../model/root';
import { metricName } from '../promql/inspect';
import { nodeAt } from '../promql/walk';
import { type Span, touches } from '../text/span';
import { languageAt } from './cursor/language';
import { exprAt } from './cursor/parsed';
import { formatOf } from './cursor/schema';
import type { Written } from './cursor/written';
import type { Knowledge } from './knowledge';
import { namesIn } from './names';

export interface Definition {
  /** As the workspace's facts name it; undefined for the document itself. */
  readonly file?: string;
  /** UTF-16 offsets in that file. */
  readonly span: Span;
}

/** The definitions of the name at `offset`, usually one. */
export function definitions(document: SourceDocument, offset: number, know: Knowledge): readonly Definition[] {
  const at = know.cursorAt(document, offset).written;
  if (at?.role !== 'value') return [];
  const format = formatOf(at.root, at.path);
  if (format === 'receiver') return named(at.root, 'receivers', at.scalar.value);
  if (format === 'interval') return named(at.root, 'intervals', at.scalar.value);
  return languageAt(at.root, at.path, know)?.kind === 'promql' ? inExpression(at, know) : [];
}

function named(root: Root, what: 'receivers' | 'intervals', name: string): readonly Definition[] {
  return namesIn(root, what)
    .filter(({ value }) => value === name)
    .map(scalar => {
      const spans = toFile(root.region, scalar);
      return { span: { from: spans[0]!.from, to: spans.at(-1)!.to } };
    });
}

function inExpression(at: Written, know: Knowledge): readonly Definition[] {
  const { offset } = at;
  const node = nodeAt(exprAt(at, know), offset).at(-1);
  if (node?.kind !== 'selector') return [];
  const name = metricName(node);
  const matcher = node.matchers.find(({ value }) => value && touches(value, offset));
  const isName = matcher ? matcher.label.name === '__name__' : node.name && touches(node.name, offset);
  if (name !== undefined && isName) return metricDefinitions(name, know);
  // `ALERTS{alertname="X"}` speaks of an alert.
  if (matcher?.label.name === 'alertname' && matcher.op === '=') return alertDefinitions(matcher.value!.value, know);
  return [];
}

function metricDefinitions(name: string, { workspace, catalog }: Knowledge): readonly Definition[] {
  const recorded = workspace.documents.flatMap(({ file, records }) =>
    records.flatMap(record => (record.name === name ? [{ file, span: record.span }] : [])),
  );
  const family = catalog.find(name)?.metric.name;
  const defined = workspace.metrics.flatMap(({ name: own, file, span }) => (own === family ? [{ file, span }] : []));
  return [...recorded, ...defined];
}

function alertDefinitions(name: string, { workspace }: Knowledge): readonly Definition[] {
  return workspace.documents.flatMap(({ file, alerts }) =>
    alerts.flatMap(alert => (alert.name === name ? [{ file, span: alert.span }] : [])),
  );
}
