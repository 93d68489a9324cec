// Where a name is defined: receivers and time intervals of the configuration, recording rules, alerts and metrics of the
// workspace. Layer: features.
import type { SourceDocument } from '../model/document';
import { toFile } from '../model/region';
import type { Root } from '../model/root';
import type { ScalarSchema } from '../model/schema/types';
import { metricName } from '../promql/inspect';
import { parsePromql } from '../promql/parser';
import { nodeAt } from '../promql/walk';
import { type Span, touches } from '../text/span';
import { type At, scalarAt } from './at';
import type { Knowledge } from './knowledge';
import { namesIn } from './names';
import { alternativesOf, schemaOf } from './place';

export interface Definition {
  /** As the workspace's facts name it; undefined for the document itself. */
  readonly file?: string;
  /** UTF-16 offsets in that file. */
  readonly span: Span;
}

/** The definitions of the name at `offset`, usually one. */
export function definitions(document: SourceDocument, offset: number, know: Knowledge): readonly Definition[] {
  const at = scalarAt(document, offset);
  if (at?.role !== 'value') return [];
  const format = alternativesOf(schemaOf(at.root, at.path)).find((one): one is ScalarSchema => 'format' in one)?.format;
  if (format === 'receiver') return named(at.root, 'receivers', at.scalar.value);
  if (format === 'interval') return named(at.root, 'intervals', at.scalar.value);
  return format === 'promql' ? inExpression(at, know) : [];
}

function named(root: Root, what: 'receivers' | 'intervals', name: string): readonly Definition[] {
  return namesIn(root, what)
    .filter(({ value }) => value === name)
    .map(scalar => {
      const spans = toFile(root.region, scalar);
      return { span: { from: spans[0]!.from, to: spans.at(-1)!.to } };
    });
}

function inExpression({ scalar, offset }: At, know: Knowledge): readonly Definition[] {
  const node = nodeAt(parsePromql(scalar.value, know.dialect).expr, offset).at(-1);
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
