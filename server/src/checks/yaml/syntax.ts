// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'yaml/syntax',
  summary: 'The text is no YAML.',
  severity: 'error',
  since: '0.1.0',
});
