// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/root-route',
  summary: 'The root of the routing tree is not as it must be.',
  severity: 'error',
  since: '0.1.0',
});
