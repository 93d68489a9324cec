// What the engine reports about itself: a row for each kind of problem, its page beside the other checks of
// the family (`../internal/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('internal', {
  'check-failed': {
    severity: 'info',
    since: '0.1.0',
    summary: 'A check failed on this document; this is a mistake of ours, not of the file.',
  },
});
