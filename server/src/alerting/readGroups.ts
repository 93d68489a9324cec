// Reads the groups of a document into rules that can be evaluated. Layer: alerting.

import { compareText } from '../go/order';
import type { SourceDocument } from '../model/document';
import { readRuleFile } from '../model/readRuleFile';
import { isPromql, type Root } from '../model/root';
import type { RuleEntry, RuleGroup, RuleUnit } from '../model/ruleFile';
import { ruleEntries } from '../model/ruleUnit';
import { decodedScalar, millisecondsOf, textOf } from '../model/structure/scalars';
import type { Dialect } from '../promql/dialect';
import { parsePromql } from '../promql/parser';

import { prometheusTemplates, type TemplateEnv } from '../template/env';
import { parseTemplate } from '../template/parser';
import { finish } from '../text/slices';
import { get, getScalar } from '../yaml/path';
import type { RunnableGroup, RunnableRule } from './runnable';

/** A rule with the place it was read from. */
export interface ReadRule {
  readonly rule: RunnableRule;
  readonly written: RuleUnit;
  /** Offset of the written rule's text in the root's region. */
  readonly base: number;
}

export interface ReadGroup {
  readonly root: Root;
  readonly group: RunnableGroup;
  readonly rules: readonly ReadRule[];
}

/**
 * The groups of all roots that hold rules of Prometheus, in order. What Prometheus would refuse is for the checks to say:
 * rules without a name or an expression are left out here.
 */
export function readGroups(document: SourceDocument, dialect: Dialect): readonly ReadGroup[] {
  return finish(readingGroups(document, dialect));
}

/** The same in slices. */
export function* readingGroups(document: SourceDocument, dialect: Dialect): Generator<void, readonly ReadGroup[]> {
  const environment = prometheusTemplates(dialect.version);
  const read: ReadGroup[] = [];
  for (const root of document.roots) {
    if ((root.kind !== 'rules' && root.kind !== 'prometheus-rule') || !isPromql(root)) continue;
    for (const group of readRuleFile(root).groups) read.push(yield* readGroup(root, group, dialect, environment));
  }
  return read;
}

function* readGroup(
  root: Root,
  written: RuleGroup,
  dialect: Dialect,
  environment: TemplateEnv,
): Generator<void, ReadGroup> {
  const shared = ruleEntries(get(written.map, 'labels'));
  const rules: ReadRule[] = [];
  for (const { rule, base } of written.rules) {
    const read = readRule(rule, shared, dialect, environment);
    if (read) rules.push({ rule: read, written: rule, base });
    yield;
  }
  return { root, group: { ...readGroupHead(written), rules: rules.map(({ rule }) => rule) }, rules };
}

/** What a group says besides its rules. */
export function readGroupHead(written: RuleGroup): Omit<RunnableGroup, 'rules'> {
  const interval = millisecondsOf(getScalar(written.map, 'interval'));
  const queryOffset = millisecondsOf(getScalar(written.map, 'query_offset'));
  return {
    name: written.name?.value ?? '',
    ...(interval === undefined || interval === 0 ? {} : { interval }),
    ...(queryOffset === undefined ? {} : { queryOffset }),
    limit: Number(getScalar(written.map, 'limit')?.value ?? 0) || 0,
  };
}

/** One rule of a group, without the others; undefined where it has no name or no expression. */
export function readRuleOf(rule: RuleUnit, group: RuleGroup, dialect: Dialect): RunnableRule | undefined {
  return readRule(rule, ruleEntries(get(group.map, 'labels')), dialect, prometheusTemplates(dialect.version));
}

/** The name under which a rule alerts or records; '' where it has none. */
export function ruleName(rule: RuleUnit): string {
  return textOf(rule.alert ?? rule.record, 'v3');
}

function readRule(
  rule: RuleUnit,
  shared: readonly RuleEntry[],
  dialect: Dialect,
  environment: TemplateEnv,
): RunnableRule | undefined {
  const name = ruleName(rule);
  if (!rule.expr || name === '') return undefined;
  const { expr } = parsePromql(decodedScalar(rule.expr).value, dialect);
  // The labels of a rule win over those of its group.
  const labels = texts([...shared, ...rule.labels]);
  if (!rule.alert) return { kind: 'record', name, expr, labels };
  const templates = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([key, text]) => ({ name: key, text, template: parseTemplate(text, environment) }));
  return {
    kind: 'alert',
    name,
    expr,
    for: millisecondsOf(rule.for) ?? 0,
    keepFiringFor: millisecondsOf(rule.keepFiringFor) ?? 0,
    labels: templates(labels),
    annotations: templates(texts(rule.annotations)),
  };
}

/** Names and values, sorted by name; of two with one name the last counts. */
function texts(entries: readonly RuleEntry[]): readonly (readonly [string, string])[] {
  const named = new Map(entries.map(({ key, value }) => [textOf(key, 'v3'), textOf(value, 'v3')]));
  return [...named].sort(([a], [b]) => compareText(a, b));
}
