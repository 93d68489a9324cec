// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'rules/duplicate-group',
  summary: 'Two groups of a file have the same name.',
  severity: 'error',
  since: '0.1.0',
});
