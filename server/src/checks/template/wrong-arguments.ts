// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/wrong-arguments',
  summary: 'A function of a template gets arguments that it cannot take.',
  severity: 'warning',
  since: '0.1.0',
});
