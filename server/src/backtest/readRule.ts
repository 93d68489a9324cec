// Prepares the alerting rules of a document for backtests. Layer: backtest.

import { takeApart } from '../alerting/backtest/backtest';
import { readGroupHead, readRuleOf, ruleName } from '../alerting/readGroups';
import type { RunnableAlert } from '../alerting/runnable';
import { labelsVary } from '../alerting/texts';
import type { SourceDocument } from '../model/document';
import { readRuleFile } from '../model/readRuleFile';
import { isPromql } from '../model/root';
import type { RuleGroup, RuleUnit } from '../model/ruleFile';
import { decodedScalar } from '../model/structure/scalars';
import type { Expr, VectorSelector } from '../promql/ast';
import type { Dialect } from '../promql/dialect';
import { isAboutAlerts, metricName } from '../promql/inspect';
import { printPromql } from '../promql/print';
import { nodesOf, walk } from '../promql/walk';
import type { Span } from '../text/span';
import type { AskedPart, BacktestRule } from './rule';

/** An alert that can be backtested, with what its texts are rendered from. */
export interface ReadAlert {
  readonly rule: BacktestRule;
  readonly alert: RunnableAlert;
}

/** A rule of a group; undefined for a recording rule and where name or expression are missing. `file` may be ''. */
export function readAlert(written: RuleUnit, group: RuleGroup, dialect: Dialect, file: string): ReadAlert | undefined {
  const alert = readRuleOf(written, group, dialect);
  if (alert?.kind !== 'alert' || !written.expr) return undefined;
  const head = readGroupHead(group);
  const text = decodedScalar(written.expr).value;
  const apart = takeApart(alert.expr, text);
  // What rules from here on record in this group was there one evaluation later.
  const place = group.rules.findIndex(({ rule }) => rule === written);
  const recorded = group.rules.map(({ rule }) => (rule.record && !rule.alert ? ruleName(rule) : undefined));
  const later = new Set(recorded.slice(place).flatMap(name => name ?? []));
  const earlier = new Set(recorded.slice(0, place));
  const delayed = new Set([...later].filter(name => !earlier.has(name)));
  const part = (span: Span): AskedPart => askedPart(alert.expr, text, span, delayed);
  const rule: BacktestRule = {
    name: alert.name,
    text,
    printed: printPromql(alert.expr),
    apart,
    leaves: apart.leaves.map(part),
    whole: part({ from: 0, to: text.length }),
    timing: { for: alert.for, keepFiringFor: alert.keepFiringFor, limit: head.limit },
    labels: alert.labels.map(label => [label.name, label.text]),
    labelTemplates: alert.labels.some(label => label.text.includes('{{')),
    labelsVary: labelsVary(alert),
    group: {
      name: head.name,
      file,
      ...(head.interval === undefined ? {} : { interval: head.interval }),
      ...(head.queryOffset === undefined ? {} : { queryOffset: head.queryOffset }),
    },
    caveats: caveatsOf(alert.expr, later, delayed),
  };
  return { rule, alert };
}

/** All alerts of a document, in order. */
export function alertsOf(document: SourceDocument, dialect: Dialect, file: string): readonly ReadAlert[] {
  return document.roots
    .filter(root => (root.kind === 'rules' || root.kind === 'prometheus-rule') && isPromql(root))
    .flatMap(root => readRuleFile(root).groups)
    .flatMap(group => group.rules.flatMap(({ rule }) => readAlert(rule, group, dialect, file) ?? []));
}

/** The part of an expression that stands at `span`. */
function askedPart(expr: Expr, text: string, { from, to }: Span, delayed: ReadonlySet<string>): AskedPart {
  const delays: number[] = [];
  let single = false;
  walk(expr, (node, parent) => {
    if (node.from >= to || node.to <= from) return false;
    if (node.from < from || node.to > to) return true;
    if (isOfQuery(node)) single = true;
    if (isDelayed(node, parent, delayed)) delays.push(endOf(node) - from);
    return true;
  });
  return { text: text.slice(from, to), delays: delays.sort((a, b) => a - b), single };
}

/** A plain selector of a series that is recorded after it is read: with the interval as its offset it gives what was there. */
function isDelayed(node: Expr, parent: Expr | undefined, delayed: ReadonlySet<string>): node is VectorSelector {
  if (node.kind !== 'selector' || parent?.kind === 'matrix') return false;
  if (node.offset || node.at || node.extend) return false;
  const name = metricName(node);
  return name !== undefined && delayed.has(name);
}

function endOf({ braces, name, to }: VectorSelector): number {
  return braces?.to ?? name?.to ?? to;
}

/** Functions and modifiers that mean the ends and the step of the query. */
function isOfQuery(node: Expr): boolean {
  switch (node.kind) {
    case 'call':
      return ['start', 'end', 'step', 'range'].includes(node.func.name);
    case 'matrix':
      return node.range.kind !== 'number';
    case 'selector':
      return (
        node.at?.anchor === 'start' ||
        node.at?.anchor === 'end' ||
        (node.offset?.duration.kind ?? 'number') !== 'number'
      );
    case 'subquery':
      return (
        node.at?.anchor === 'start' ||
        node.at?.anchor === 'end' ||
        node.range.kind !== 'number' ||
        (node.offset?.duration.kind ?? 'number') !== 'number'
      );
    default:
      return false;
  }
}

function caveatsOf(expr: Expr, later: ReadonlySet<string>, delayed: ReadonlySet<string>): readonly string[] {
  const read = new Set<string>();
  walk(expr, (node, parent) => {
    const name = node.kind === 'selector' ? metricName(node) : undefined;
    if (name !== undefined && later.has(name) && !isDelayed(node, parent, delayed)) read.add(name);
  });
  const caveats = [...read].map(
    name =>
      `The rule reads ${name}, which a later rule of its group records: Prometheus saw its samples one evaluation later than here.`,
  );
  const alerts = nodesOf(expr).some(node => node.kind === 'selector' && isAboutAlerts(metricName(node)));
  if (alerts) {
    caveats.push(
      'The rule reads what alerts wrote: the stored series are taken as they are, those of alerts behind it in its group were seen one evaluation later.',
    );
  }
  return caveats;
}
