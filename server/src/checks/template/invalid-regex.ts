// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/invalid-regex',
  summary: 'A regular expression in a template cannot be read.',
  severity: 'warning',
  since: '0.1.0',
});
