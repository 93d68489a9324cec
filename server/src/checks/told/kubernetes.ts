// What the structure checks report that only the API server does: a row for each kind of problem, its page beside the other checks of
// the family (`../kubernetes/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('kubernetes', {
  'invalid-metadata': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A name, label or annotation that the API server does not take.',
  },
  'pruned-field': { severity: 'warning', since: '0.1.0', summary: 'A field that the API server drops without a word.' },
  'unserved-kind': { severity: 'error', since: '0.1.0', summary: 'A kind or version that no API server has.' },
});
