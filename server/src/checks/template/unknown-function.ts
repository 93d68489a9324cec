// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/unknown-function',
  summary: 'A template calls a function that does not exist.',
  severity: 'error',
  since: '0.1.0',
});
