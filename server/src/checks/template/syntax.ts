// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/syntax',
  summary: 'A template cannot be parsed.',
  severity: 'error',
  since: '0.1.0',
});
