// Drives completion, hover and definition as an editor would: a text with the cursor marked by ¦, proposals by label, and
// the text after taking one. Shared by the tests of this folder.

import assert from 'node:assert/strict';
import { createAnalysis } from '../../../server/src/analysis/analysis';
import { metricLabels } from '../../../server/src/analysis/metricLabels';
import { createSymbolReader } from '../../../server/src/analysis/symbols';
import { resolveConfig } from '../../../server/src/config/config';
import { complete } from '../../../server/src/features/completion/complete';
import type { Completion, CompletionEntry } from '../../../server/src/features/completion/item';
import { createCursorReader } from '../../../server/src/features/cursor/cursor';
import type { Knowledge } from '../../../server/src/features/knowledge';
import { openDocument } from '../../../server/src/model/document';
import { dialect } from '../../../server/src/promql/dialect';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';
import { expand } from '../../harness/snippets';

export const cursor = '¦';

/** A workspace of one rule file, one exporter and one configuration, as features know it. */
export function knowledge(version = '3.16', features: readonly string[] = []): Knowledge {
  const service = createService({
    catalog: shippedCatalog,
    onFailure: (id, error) => assert.fail(`${id}: ${String(error)}`),
  });
  const workspace = service.workspace(resolveConfig([]));
  workspace.put('rules.yaml', service.open(workspaceRules));
  workspace.define('exporter.py', exporterCode);
  const catalog = workspace.catalog();
  const analysis = createAnalysis((id, error) => assert.fail(`${id}: ${String(error)}`));
  return {
    analysis,
    cursorAt: createCursorReader(analysis),
    dialect: dialect(version, features),
    alertmanager: { major: 0, minor: 34 },
    catalog,
    workspace: workspace.facts(),
    members: workspace.members,
    fileOf: workspace.fileOf,
    symbols: createSymbolReader(analysis),
    templateFiles: () => ({ files: [], complete: true }),
    expressions: workspace.expressions,
    labels: metricLabels(catalog),
  };
}

const workspaceRules = `groups:
  - name: ranking
    rules:
      - record: ranker:failures:rate5m
        expr: sum by (ranker) (rate(rank_failures_total[5m]))
        labels:
          window: 5m
      - alert: RankingFails
        expr: ranker:failures:rate5m > 1
        labels:
          severity: critical
          squad: ranking
      - alert: GpuHot
        expr: DCGM_FI_DEV_GPU_TEMP > 90
        labels:
          severity: warning
          squad: platform
`;

const exporterCode = `from prometheus_client import Counter, Gauge, Histogram
FAILURES = Counter("rank_failures_total", "Failed rankings", ["ranker", "reason"])
QUEUE = Gauge("rank_queue_length", "Waiting rankings", ["ranker"])
SECONDS = Histogram("rank_request_duration_seconds", "Time of a ranking", ["ranker"], buckets=(0.1, 0.5, 1, 5))
`;

/** What is proposed at the cursor of a text. */
export interface Proposed {
  readonly labels: readonly string[];
  readonly first: readonly string[];
  readonly completion: Completion | undefined;
  entry(label: string): CompletionEntry;
  /** The text after taking the proposal, its tab stops at their defaults. */
  take(label: string): string;
}

let shared: Knowledge | undefined;

/** Completes `marked` at its cursor. */
export function at(marked: string, know: Knowledge = (shared ??= knowledge())): Proposed {
  const offset = marked.indexOf(cursor);
  assert.ok(offset >= 0, 'the text has a cursor');
  const text = marked.slice(0, offset) + marked.slice(offset + cursor.length);
  const completion = complete(openDocument(text), offset, know);
  const labels = completion?.entries.map(({ label }) => label) ?? [];
  const entry = (label: string): CompletionEntry => {
    const found = completion?.entries.find(one => one.label === label);
    assert.ok(found, `${label} is not proposed, but ${labels.slice(0, 12).join(', ') || 'nothing'}`);
    return found;
  };
  return {
    labels,
    first: labels.slice(0, 5),
    completion,
    entry,
    take: label => apply(text, entry(label)),
  };
}

/** The text after the editor inserted the entry: snippets expanded, further lines indented as the cursor's line. */
export function apply(text: string, { insert, snippet, replace }: CompletionEntry): string {
  const line = text.slice(text.lastIndexOf('\n', replace.from - 1) + 1, replace.from);
  const indent = /^[ \t]*/.exec(line)![0];
  const inserted = (snippet ? expand(insert) : insert).replace(/\n/g, `\n${indent}`);
  return text.slice(0, replace.from) + inserted + text.slice(replace.to);
}

/** A rule file whose only rule has the expression; a cursor inside. */
export function inExpr(expr: string): string {
  // A brace at the start begins a map of YAML: it has to be quoted.
  const written = expr.startsWith('{') ? `'${expr}'` : expr;
  return `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${written}\n        for: 5m\n`;
}

/** Asserts that each label is among the first five. */
export function hasFirst(marked: string, labels: readonly string[], know?: Knowledge): void {
  const { first } = at(marked, know);
  for (const label of labels)
    assert.ok(first.includes(label), `${label} is not among ${first.join(', ') || 'nothing'} in\n${marked}`);
}

/** Asserts that nothing is proposed. */
export function isSilent(marked: string, know?: Knowledge): void {
  const { labels } = at(marked, know);
  assert.deepEqual(labels.slice(0, 5), [], marked);
}
