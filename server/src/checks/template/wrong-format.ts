// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/wrong-format',
  summary: 'A format of `printf` does not fit its values.',
  severity: 'warning',
  since: '0.1.0',
});
