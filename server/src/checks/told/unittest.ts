// What the reader of promtool's unit tests reports: a row for each kind of problem, its page beside the other checks of
// the family (`../unittest/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('unittest', {
  'asks-nothing': {
    severity: 'warning',
    awaits: 'item',
    since: '0.1.0',
    summary: 'A unit test gives series and asks nothing of the rules.',
  },
  'ended-series': {
    severity: 'info',
    since: '0.1.0',
    summary: 'A unit test expects no alert when its series have ended.',
  },
  'evaluated-before-for': {
    severity: 'info',
    since: '0.1.0',
    summary: 'A unit test expects no alert at a time at which the alert can only be pending.',
  },
  'input-read-back': {
    severity: 'info',
    since: '0.1.0',
    summary: 'An expression of a unit test only reads a series that the test gives.',
  },
  'invalid-series': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A series of a unit test cannot be read by promtool.',
  },
  'missing-rule-file': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A unit test names a rule file that is not there.',
  },
  'unread-series': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A unit test gives a series that no rule reads, and one reads a metric of nearly the same name.',
  },
  'unknown-alert': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A unit test is about an alert that its rule files do not have.',
  },
});
