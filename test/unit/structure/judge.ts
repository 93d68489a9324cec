// The errors of one file as the core sees them, without the engine of checks: syntax, structure, PromQL and templates.

import { decodeBytes } from '../../../server/src/files/decode';
import { openDocument } from '../../../server/src/model/document';
import { touchesHole } from '../../../server/src/model/holes/holes';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import type { Root } from '../../../server/src/model/root';
import type { PlacedRule } from '../../../server/src/model/ruleFile';
import {
  checkCrdRule,
  checkPrometheusRuleObject,
  checkRuleFileStructure,
  checkRuleStructure,
  type StructureOptions,
  type StructureProblem,
} from '../../../server/src/model/structure/check';
import { textOf } from '../../../server/src/model/structure/scalars';
import { dialect, parseVersion } from '../../../server/src/promql/dialect';
import { analyzePromql } from '../../../server/src/promql/parser';
import { alertmanagerLoadTemplates, prometheusTemplates } from '../../../server/src/template/env';
import { parseTemplate } from '../../../server/src/template/parser';
import { checkStructure } from './carets';

/** The form a corpus folder's files are judged as; others by their shape. */
const AS = { rules: 'rules', alertmanager: 'alertmanager', k8s: 'kubernetes' } as const;

/** Messages of all errors, each with its offset. */
export function judge(kind: string, bytes: Buffer, version: string): readonly string[] {
  const decoded = decodeBytes(bytes);
  return decoded.fault ? [`0: ${decoded.fault}`] : judgeText(kind, decoded.text, version);
}

/** The same for a text. */
export function judgeText(kind: string, text: string, version: string): readonly string[] {
  const document = openDocument(text, undefined, { as: AS[kind as keyof typeof AS] });
  const options = optionsFor(kind, version);
  const syntax = document.problems.map(one => `${one.from}: syntax: ${one.message}`);
  return [...syntax, ...document.roots.flatMap(root => judgeRoot(root, options, version))];
}

function judgeRoot(root: Root, options: StructureOptions, version: string): readonly string[] {
  const { kind } = root;
  // The target reads the first document only.
  if (root.index > 0 && (kind === 'rules' || kind === 'alertmanager')) return [];
  if (
    kind === 'unit-test' ||
    kind === 'dcgm-counters' ||
    kind === 'templates' ||
    (root.dialect && root.dialect !== 'thanos' && root.dialect !== 'mimir')
  )
    return [];
  const syntax = root.document.problems;
  if (syntax.length > 0) return syntax.map(one => `${one.from}: syntax: ${one.message}`);
  const judged = { ...options, ruleDialect: root.dialect as StructureOptions['ruleDialect'] };
  const say = (problems: readonly StructureProblem[], base = 0): readonly string[] =>
    problems
      .filter(one => one.severity === 'error')
      .filter(one => !touchesHole(root.holes, { from: one.from + base, to: one.to + base }))
      .map(one => `${one.from + base}: ${one.code}: ${one.message}`);
  if (kind === 'alertmanager' || kind === 'alertmanager-config') return say(checkStructure(kind, root.node, judged));
  const rules = readRuleFile(root).groups.flatMap(group => group.rules);
  const isCrd = kind === 'prometheus-rule';
  const file = isCrd
    ? root.node
      ? checkPrometheusRuleObject(root.node, judged)
      : []
    : checkRuleFileStructure(root.node, judged);
  return [
    ...say(file),
    ...rules.flatMap(one => say((isCrd ? checkCrdRule : checkRuleStructure)(one.rule.node, judged), one.base)),
    ...rules.flatMap(one => ruleTexts(one, root, version)),
  ];
}

function ruleTexts({ rule, base }: PlacedRule, root: Root, version: string): readonly string[] {
  const flavor = root.kind === 'prometheus-rule' ? 'v2' : 'v3';
  const holed = (node: { from: number; to: number }): boolean =>
    touchesHole(root.holes, { from: node.from + base, to: node.to + base });
  const target = dialect(version);
  const env = prometheusTemplates(target.version);
  const expr = textOf(rule.expr, flavor);
  const found =
    expr === '' || (rule.expr && holed(rule.expr))
      ? []
      : analyzePromql(expr, target).problems.map(one => `expr: ${one.message}`);
  if (textOf(rule.alert, flavor) === '') return found;
  const templates = [...rule.labels, ...rule.annotations].filter(one => !holed(one.value));
  return [
    ...found,
    ...templates.flatMap(one =>
      parseTemplate(textOf(one.value, flavor), env).problems.map(p => `template: ${p.message}`),
    ),
  ];
}

/** What the structure is judged for. */
export function optionsFor(kind: string, version: string): StructureOptions {
  const alertmanager = { major: 0, minor: Number((kind === 'alertmanager' ? version : '0.34').split('.')[1]) };
  const templates = alertmanagerLoadTemplates(alertmanager);
  return {
    prometheus: parseVersion(kind === 'alertmanager' ? '3.16' : version)!,
    alertmanager,
    templateProblem: text => parseTemplate(text, templates).problems[0]?.message,
  };
}
