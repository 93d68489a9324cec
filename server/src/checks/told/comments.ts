// What the reader of suppression comments reports: a row for each kind of problem, its page beside the other checks of
// the family (`../comments/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('comments', {
  'expired-suppression': {
    severity: 'hint',
    since: '0.1.0',
    summary: 'The end date of a suppression comment has passed.',
  },
  'suppressed-error': { severity: 'hint', since: '0.1.0', summary: 'A suppression comment tries to silence an error.' },
  'unknown-check': { severity: 'hint', since: '0.1.0', summary: 'A suppression comment names no check and no family.' },
  'unused-suppression': {
    severity: 'hint',
    awaits: 'file',
    since: '0.1.0',
    summary: 'A suppression comment silences nothing.',
  },
});
