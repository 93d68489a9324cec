// What the template parser and its checker report: a row for each kind of problem, its page beside the other checks of
// the family (`../template/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('template', {
  'invalid-regex': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A regular expression in a template cannot be read.',
  },
  'not-a-function': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A template hands arguments to something that takes none.',
  },
  syntax: { severity: 'error', since: '0.1.0', summary: 'A template cannot be parsed.' },
  uncomparable: { severity: 'warning', since: '0.1.0', summary: 'A template compares values of different kinds.' },
  'undefined-template': {
    severity: 'warning',
    awaits: 'file',
    since: '0.1.0',
    summary: 'A template calls a named template that is not defined.',
  },
  'undefined-variable': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A template uses a variable that does not exist.',
  },
  'unknown-field': { severity: 'warning', since: '0.1.0', summary: 'A template reads a field that does not exist.' },
  'unknown-function': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A template calls a function that does not exist.',
  },
  'wrong-arguments': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A function of a template gets arguments that it cannot take.',
  },
  'wrong-format': { severity: 'warning', since: '0.1.0', summary: 'A format of `printf` does not fit its values.' },
  'wrong-layout': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A time is written by a layout that is not one of Go.',
  },
});
