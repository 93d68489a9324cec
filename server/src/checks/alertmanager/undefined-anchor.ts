// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/undefined-anchor',
  summary: 'An alias without an anchor of that name before it.',
  severity: 'error',
  since: '0.1.0',
});
