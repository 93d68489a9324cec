// Where a name is defined: receivers and time intervals of the configuration, recording rules and metrics of the workspace.
// Layer: features.
import type { SourceDocument } from '../model/document';
import { readAlertmanager } from '../model/readAlertmanager';
import { toFile } from '../model/region';
import type { Root } from '../model/root';
import type { ScalarSchema } from '../model/schema/types';
import { metricName } from '../promql/inspect';
import { parsePromql } from '../promql/parser';
import { nodeAt } from '../promql/walk';
import { type Span, touches } from '../text/span';
import { scalarAt } from './at';
import type { Knowledge } from './knowledge';
import { schemaOf } from './place';

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
  const type = schemaOf(at.root, at.path);
  const format = (type?.kind === 'either' ? type.of : type ? [type] : []).find(
    (one): one is ScalarSchema => 'format' in one,
  )?.format;
  if (format === 'receiver') return namesIn(at.root, 'receivers', at.scalar.value);
  if (format === 'interval') return namesIn(at.root, 'intervals', at.scalar.value);
  if (format !== 'promql') return [];
  const node = nodeAt(parsePromql(at.scalar.value, know.dialect).expr, at.offset).at(-1);
  if (node?.kind !== 'selector' || !node.name || !touches(node.name, at.offset)) return [];
  return metricDefinitions(metricName(node)!, know);
}

function namesIn(root: Root, what: 'receivers' | 'intervals', name: string): readonly Definition[] {
  if (root.kind !== 'alertmanager') return [];
  return readAlertmanager(root)
    [what].flatMap(one => (one.name?.value === name ? [one.name] : []))
    .map(scalar => {
      const spans = toFile(root.region, scalar);
      return { span: { from: spans[0]!.from, to: spans.at(-1)!.to } };
    });
}

function metricDefinitions(name: string, { workspace, catalog }: Knowledge): readonly Definition[] {
  const recorded = workspace.documents.flatMap(({ file, records }) =>
    records.flatMap(record => (record.name === name ? [{ file, span: record.span }] : [])),
  );
  const family = catalog.find(name)?.metric.name;
  const defined = workspace.metrics.flatMap(({ name: own, file, span }) => (own === family ? [{ file, span }] : []));
  return [...recorded, ...defined];
}
