// What the YAML readers report: a row for each kind of problem, its page beside the other checks of
// the family (`../yaml/<name>.md`). Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('yaml', {
  encoding: {
    severity: 'error',
    since: '0.1.0',
    summary: 'The bytes of the file are no text that the target can read.',
  },
  syntax: { severity: 'error', since: '0.1.0', summary: 'The text is no YAML.' },
  'unjudged-aliases': {
    severity: 'info',
    since: '0.1.0',
    summary: 'A document whose aliases unfold to more than is judged.',
  },
  'unjudged-depth': {
    severity: 'info',
    since: '0.1.0',
    summary: 'Lists and mappings nested deeper than is judged.',
  },
});
