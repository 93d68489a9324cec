// Recording rules of a workspace, whose series a server may not have yet. Layer: backtest.
import { readGroupHead, readRuleOf, ruleName } from '../alerting/readGroups';
import type { CallOptions, DataSource } from '../datasource/datasource';
import type { SourceDocument } from '../model/document';
import { readRuleFile } from '../model/readRuleFile';
import { isPromql } from '../model/root';
import { decodedScalar } from '../model/structure/scalars';
import type { Expr } from '../promql/ast';
import type { Dialect } from '../promql/dialect';
import { metricName } from '../promql/inspect';
import { parsePromql } from '../promql/parser';
import { nodesOf } from '../promql/walk';
import type { Limiter } from './limiter';
import type { BacktestGroup, Recording } from './rule';

/** The recording rules of a document, or those of the given names; `file` is the path that it was read from. */
export function recordingsOf(
  document: SourceDocument,
  dialect: Dialect,
  file: string,
  names?: ReadonlySet<string>,
): readonly Recording[] {
  return document.roots
    .filter(root => (root.kind === 'rules' || root.kind === 'prometheus-rule') && isPromql(root))
    .flatMap(root => readRuleFile(root).groups)
    .flatMap(group => {
      const { name, interval, queryOffset } = readGroupHead(group);
      const own: BacktestGroup = {
        name,
        file,
        ...(interval === undefined ? {} : { interval }),
        ...(queryOffset === undefined ? {} : { queryOffset }),
      };
      return group.rules.flatMap(({ rule }): Recording[] => {
        if (!rule.record || rule.alert || names?.has(ruleName(rule)) === false) return [];
        const read = readRuleOf(rule, group, dialect);
        if (read?.kind !== 'record' || !rule.expr) return [];
        return [{ name: ruleName(rule), text: decodedScalar(rule.expr).value, labels: read.labels, group: own }];
      });
    });
}

/** Where recording rules are looked for. */
export interface RecordingFinder {
  /** Files whose rules record a name. */
  readonly filesOf: (name: string) => readonly string[];
  readonly open: (file: string) => SourceDocument | undefined;
}

/** More of them nobody's alert is made of. */
const mostNames = 100;

/** The recording rules that an expression reads, and those that they read. */
export function recordingsBehind(
  text: string,
  dialect: Dialect,
  { filesOf, open }: RecordingFinder,
): readonly Recording[] {
  const found: Recording[] = [];
  const seen = new Set<string>();
  const texts = [text];
  for (let next = texts.pop(); next !== undefined && seen.size < mostNames; next = texts.pop()) {
    for (const name of namesRead(parsePromql(next, dialect).expr)) {
      if (seen.has(name)) continue;
      seen.add(name);
      for (const file of filesOf(name)) {
        const document = open(file);
        const own = document ? recordingsOf(document, dialect, file, new Set([name])) : [];
        found.push(...own);
        texts.push(...own.map(recording => recording.text));
      }
    }
  }
  return found;
}

/** Names of the metrics that an expression names. */
export function namesRead(expr: Expr): ReadonlySet<string> {
  return new Set(nodesOf(expr).flatMap(node => (node.kind === 'selector' ? (metricName(node) ?? []) : [])));
}

/** A day is enough to see whether a series is recorded, and little to ask for. */
const longestLook = 86_400_000;

/** Which of the names have no sample in the last day (or `window`, in milliseconds) before `at`. */
export async function missingNames(
  names: readonly string[],
  source: Pick<DataSource, 'query'>,
  at: number,
  window: number,
  limiter: Limiter,
  call: CallOptions,
): Promise<ReadonlySet<string>> {
  const seconds = Math.max(300, Math.ceil(Math.min(window, longestLook) / 1000));
  const missing = await Promise.all(
    names.map(async name => {
      const expr = `count(present_over_time({__name__=${JSON.stringify(name)}}[${seconds}s]))`;
      const answer = await limiter(() => source.query(expr, at, call));
      return answer.ok && answer.data.type === 'vector' && answer.data.samples.length === 0 ? [name] : [];
    }),
  );
  return new Set(missing.flat());
}
