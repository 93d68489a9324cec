// Which check tells a problem of a parser or model reader: from the reader's code to the id with a page.
// Layer: checks.
import type { RootKind } from '../../model/root';
import type { ProblemCode } from '../../promql/problem';

/** What every YAML reader's complaint is told by: their codes are too many and too much alike. */
export const yamlSyntax = 'yaml/syntax';

const promql: Readonly<Record<ProblemCode, string>> = {
  syntax: 'promql/syntax',
  string: 'promql/invalid-string',
  number: 'promql/invalid-number',
  version: 'promql/unsupported',
  duration: 'promql/invalid-duration',
  modifier: 'promql/misplaced-modifier',
  arguments: 'promql/argument-count',
  'unknown-function': 'promql/unknown-function',
  type: 'promql/type',
  operator: 'promql/misused-operator',
  regexp: 'promql/invalid-regexp',
  selector: 'promql/invalid-selector',
  label: 'promql/invalid-label',
  'too-deep': 'promql/too-deep',
};

/** The id for a code of the PromQL parser or its checks. */
export function promqlId(code: string): string {
  return promql[code as ProblemCode] ?? promql.syntax;
}

/** Codes of the template parser: the target refuses the rule. */
const templateErrors: Readonly<Record<string, string>> = {
  function: 'template/unknown-function',
  variable: 'template/undefined-variable',
};

/** Codes of faults that show when a template runs. */
const templateWarnings: Readonly<Record<string, string>> = {
  'arg-count': 'template/wrong-arguments',
  'arg-type': 'template/wrong-arguments',
  field: 'template/unknown-field',
  'not-a-function': 'template/not-a-function',
  nil: 'template/not-a-function',
  'missing-template': 'template/undefined-template',
  compare: 'template/uncomparable',
  format: 'template/wrong-format',
  layout: 'template/wrong-layout',
  regex: 'template/invalid-regex',
};

/** The id for a problem that keeps a template from loading. */
export function templateErrorId(code: string): string {
  return templateErrors[code] ?? 'template/syntax';
}

/** The id for a fault of a template that loads. */
export function templateWarningId(code: string): string {
  return templateWarnings[code] ?? 'template/wrong-arguments';
}

const families: Readonly<Record<RootKind, string>> = {
  rules: 'rules',
  'prometheus-rule': 'rules',
  alertmanager: 'alertmanager',
  'alertmanager-config': 'alertmanager',
  'unit-test': 'rules',
  monitor: 'kubernetes',
  templates: 'alertmanager',
  'dcgm-counters': 'rules',
  catalog: 'catalog',
  scenario: 'configuration',
  configuration: 'configuration',
};

/** What only the API server does is told by the family of its own. */
const kubernetesCodes: ReadonlySet<string> = new Set(['pruned-field', 'invalid-metadata', 'unserved-kind']);

/** The id for a code of the structure checks, by the kind of document they were made on. */
export function structureId(kind: RootKind, code: string): string {
  if (code === 'invalid-series') return 'unittest/invalid-series';
  if (kind === 'catalog') return 'catalog/invalid-entry';
  if (kind === 'scenario') return 'configuration/invalid-scenario';
  if (kind === 'configuration') return 'configuration/invalid-setting';
  return `${kubernetesCodes.has(code) ? 'kubernetes' : families[kind]}/${code}`;
}
