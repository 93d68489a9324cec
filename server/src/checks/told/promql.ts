// What the PromQL parser and its type checker report: a row for each kind of problem, its page beside the other checks of
// the family (`../promql/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('promql', {
  'argument-count': { severity: 'error', since: '0.1.0', summary: 'A function has too many or too few arguments.' },
  'invalid-duration': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A duration is not positive, out of range or malformed.',
  },
  'invalid-label': { severity: 'error', since: '0.1.0', summary: 'A name is no label name.' },
  'invalid-number': { severity: 'error', since: '0.1.0', summary: 'A number in an expression cannot be read.' },
  'invalid-regexp': { severity: 'error', since: '0.1.0', summary: 'A regular expression of a matcher cannot be read.' },
  'invalid-selector': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A selector would match every series, or names its metric twice.',
  },
  'invalid-string': { severity: 'error', since: '0.1.0', summary: 'A text in an expression cannot be read.' },
  'misplaced-modifier': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A range, `offset` or `@` stands where it cannot stand, or twice.',
  },
  'misused-operator': {
    severity: 'error',
    awaits: 'value',
    since: '0.1.0',
    summary: '`bool`, a set operator or vector matching stands where it means nothing.',
  },
  syntax: { severity: 'error', since: '0.1.0', summary: 'The expression is no PromQL from a place on.' },
  'too-deep': { severity: 'error', since: '0.1.0', summary: 'An expression is nested deeper than is checked here.' },
  type: { severity: 'error', since: '0.1.0', summary: 'An operand or argument has the wrong type.' },
  'unknown-function': { severity: 'error', since: '0.1.0', summary: 'No function or aggregation has this name.' },
  unsupported: {
    severity: 'error',
    since: '0.1.0',
    summary: 'The target is too old or too new for a construct, or a feature flag is off.',
  },
});
