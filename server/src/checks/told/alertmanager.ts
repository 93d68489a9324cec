// What the structure checks about Alertmanager's configuration and AlertmanagerConfig objects report: a row for each kind of problem, its page beside the other checks of
// the family (`../alertmanager/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('alertmanager', {
  'ambiguous-matcher': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A matcher with an escape that only one of Alertmanager’s parsers takes for one.',
  },
  'conflicting-fields': { severity: 'error', since: '0.1.0', summary: 'Fields that cannot stand together.' },
  'duplicate-interval': { severity: 'error', since: '0.1.0', summary: 'Two time intervals have the same name.' },
  'duplicate-item': { severity: 'error', since: '0.1.0', summary: 'A list names the same thing twice.' },
  'duplicate-key': { severity: 'error', since: '0.1.0', summary: 'A key stands twice in one mapping.' },
  'duplicate-receiver': { severity: 'error', since: '0.1.0', summary: 'Two receivers have the same name.' },
  'invalid-address': { severity: 'error', since: '0.1.0', summary: 'A text that is no `host:port`.' },
  'invalid-duration': { severity: 'error', since: '0.1.0', summary: 'A text that is no duration.' },
  'invalid-interval': { severity: 'error', since: '0.1.0', summary: 'A time interval that cannot be read.' },
  'invalid-matcher': { severity: 'error', since: '0.1.0', summary: 'A text that is no matcher.' },
  'invalid-merge': { severity: 'error', since: '0.1.0', summary: 'A merge key (`<<`) that cannot be merged.' },
  'invalid-name': { severity: 'error', since: '0.1.0', summary: 'A name that the target does not take.' },
  'invalid-regex': { severity: 'error', since: '0.1.0', summary: 'A regular expression that cannot be read.' },
  'invalid-template-file': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A file with notification templates cannot be parsed.',
  },
  'invalid-template': {
    severity: 'error',
    awaits: 'value',
    since: '0.1.0',
    summary: 'A template that Alertmanager parses at load cannot be parsed.',
  },
  'invalid-url': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A text that is no address of the kind that is needed.',
  },
  'invalid-value': { severity: 'error', since: '0.1.0', summary: 'A value that the key does not take.' },
  'missing-field': {
    severity: 'error',
    awaits: 'map',
    since: '0.1.0',
    summary: 'Something that must be there is missing or empty.',
  },
  'newer-key': { severity: 'error', since: '0.1.0', summary: 'A key that the target does not know yet.' },
  'root-route': {
    severity: 'error',
    awaits: 'map',
    since: '0.1.0',
    summary: 'The root of the routing tree is not as it must be.',
  },
  'undefined-interval': {
    severity: 'error',
    awaits: 'file',
    since: '0.1.0',
    summary: 'A route names a time interval that is not defined.',
  },
  'undefined-receiver': {
    severity: 'error',
    awaits: 'file',
    since: '0.1.0',
    summary: 'A route names a receiver that is not defined.',
  },
  'unknown-key': { severity: 'error', since: '0.1.0', summary: 'A key that does not belong here.' },
  'unloaded-template': {
    severity: 'warning',
    awaits: 'value',
    since: '0.1.0',
    summary: 'A pattern of template files misses the one whose templates the receivers call.',
  },
  'unused-template': {
    severity: 'hint',
    awaits: 'file',
    since: '0.1.0',
    summary: 'Nothing calls a template that a file of the configuration defines.',
  },
  'unread-document': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A document of the file that Alertmanager never reads.',
  },
  'wrong-type': {
    severity: 'error',
    awaits: 'map',
    since: '0.1.0',
    summary: 'A value of another type than the key takes.',
  },
});
