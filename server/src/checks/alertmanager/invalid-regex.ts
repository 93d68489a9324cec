// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/invalid-regex',
  summary: 'A regular expression that cannot be read.',
  severity: 'error',
  since: '0.1.0',
});
