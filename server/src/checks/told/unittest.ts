// What the reader of promtool's unit tests reports: a row for each kind of problem, its page beside the other checks of
// the family (`../unittest/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('unittest', {
  'invalid-series': {
    severity: 'error',
    since: '0.1.0',
    summary: 'A series of a unit test cannot be read by promtool.',
  },
});
