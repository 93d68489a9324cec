// What a template may use: which program reads it, in which version, with which functions and variables.
// Layer: template.
import { atLeast, type Version } from '../target/version';
import type { FunctionRow } from './functions';
import { alertmanagerFunctions, prometheusFunctions } from './functions';
import { ALERTMANAGER_DATA, RULE_DATA } from './types';

/** A variable that exists before the template's first character. */
export interface TemplateVariable {
  /** With its dollar. */
  readonly name: string;
  /** Go type, a key of `MEMBERS` in types.ts where it has members. */
  readonly type: string;
  readonly doc: string;
}

export interface TemplateEnv {
  readonly target: 'prometheus' | 'alertmanager';
  readonly version: Version;
  /** The functions of exactly this version, Go's builtins included. */
  readonly functions: ReadonlyMap<string, FunctionRow>;
  readonly variables: readonly TemplateVariable[];
  /** Go type of the dot at the start. */
  readonly dot: string;
  /** Whether `{{else with}}` parses (programs built with Go 1.23 or newer). */
  readonly elseWith: boolean;
  /** Named templates that come from elsewhere; undefined means that they cannot be known. */
  readonly named?: ReadonlySet<string>;
}

/** The environment of labels and annotations of alerting rules. */
export function prometheusTemplates(version: Version): TemplateEnv {
  return {
    target: 'prometheus',
    version,
    functions: prometheusFunctions(version),
    variables: RULE_VARIABLES,
    dot: RULE_DATA,
    elseWith: atLeast(version, { major: 3, minor: 0 }),
    named: new Set(),
  };
}

/** The environment of notification templates; `named` are the templates that files define, where that is known. */
export function alertmanagerTemplates(version: Version, named?: ReadonlySet<string>): TemplateEnv {
  return {
    target: 'alertmanager',
    version,
    functions: alertmanagerFunctions(version),
    variables: [],
    dot: ALERTMANAGER_DATA,
    elseWith: atLeast(version, { major: 0, minor: 28 }),
    named,
  };
}

/** The environment of the few fields that Alertmanager parses when it loads a configuration: with Go's own functions only. */
export function alertmanagerLoadTemplates(version: Version): TemplateEnv {
  const env = alertmanagerTemplates(version);
  return { ...env, functions: new Map([...env.functions].filter(([, row]) => row.origin === 'go')) };
}

// Prometheus puts the four definitions in front of every template of a rule.
const RULE_VARIABLES: readonly TemplateVariable[] = [
  {
    name: '$labels',
    type: 'map[string]string',
    doc: 'Labels of the series that the expression returned, without those that the rule adds.',
  },
  {
    name: '$externalLabels',
    type: 'map[string]string',
    doc: 'The `external_labels` of the Prometheus that evaluates the rule.',
  },
  { name: '$externalURL', type: 'string', doc: 'The address under which this Prometheus is reachable from outside.' },
  {
    name: '$value',
    type: 'interface {}',
    doc: 'The value of the series, a number with fraction (or a native histogram).',
  },
];
