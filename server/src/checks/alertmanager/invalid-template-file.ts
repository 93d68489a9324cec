// Tells the faults of the files that `templates` names. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/invalid-template-file',
  summary: 'A file with notification templates cannot be parsed.',
  severity: 'error',
  since: '0.1.0',
});
