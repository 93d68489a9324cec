// What the structure checks about rule files and PrometheusRule objects report: a row for each kind of problem, its page beside the other checks of
// the family (`../rules/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('rules', {
  'conflicting-fields': { severity: 'error', since: '0.1.0', summary: 'Fields that cannot stand together.' },
  'duplicate-group': { severity: 'error', since: '0.1.0', summary: 'Two groups of a file have the same name.' },
  'duplicate-key': { severity: 'error', since: '0.1.0', summary: 'A key stands twice in one mapping.' },
  'invalid-duration': { severity: 'error', since: '0.1.0', summary: 'A text that is no duration.' },
  'invalid-label-value': { severity: 'error', since: '0.1.0', summary: 'The value of a label is no valid text.' },
  'invalid-merge': { severity: 'error', since: '0.1.0', summary: 'A merge key (`<<`) that cannot be merged.' },
  'invalid-name': { severity: 'error', since: '0.1.0', summary: 'A name that the target does not take.' },
  'invalid-value': { severity: 'error', since: '0.1.0', summary: 'A value that the key does not take.' },
  'missing-field': {
    severity: 'error',
    awaits: 'map',
    since: '0.1.0',
    summary: 'Something that a group or rule must have is missing or empty.',
  },
  'newer-key': { severity: 'error', since: '0.1.0', summary: 'A key that the target does not know yet.' },
  'other-dialect-key': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A key of Thanos, Mimir or vmalert in a file that is judged as one of Prometheus.',
  },
  'unknown-key': { severity: 'error', since: '0.1.0', summary: 'A key that does not belong here.' },
  'unread-document': {
    severity: 'warning',
    since: '0.1.0',
    summary: 'A document of the file that the target never reads.',
  },
  'wrong-type': {
    severity: 'error',
    awaits: 'map',
    since: '0.1.0',
    summary: 'A value of another type than the key takes.',
  },
});
