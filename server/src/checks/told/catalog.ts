// What is wrong with a catalogue of metrics that a user wrote, its page beside the other checks of the family
// (`../catalog/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('catalog', {
  'invalid-entry': {
    severity: 'warning',
    awaits: 'item',
    since: '0.1.0',
    summary: 'A key, type or value of a catalogue that is not understood, so that it is left out.',
  },
});
