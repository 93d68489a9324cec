// What is wrong with `.ml-alert-rules.yaml`, its pages beside the other checks of the family
// (`../configuration/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('configuration', {
  'invalid-setting': {
    severity: 'warning',
    awaits: 'item',
    since: '0.1.0',
    summary: 'A key or value of the configuration that is not understood, so that it changes nothing.',
  },
  'invalid-scenario': {
    severity: 'warning',
    awaits: 'item',
    since: '0.1.0',
    summary: 'A key, term or value of a scenario that is not understood, so that it is left out.',
  },
  'missing-catalog': {
    severity: 'warning',
    awaits: 'value',
    since: '0.1.0',
    summary: 'The configuration names a catalogue that is not there.',
  },
});
