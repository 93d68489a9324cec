// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/undefined-receiver',
  summary: 'A route names a receiver that is not defined.',
  severity: 'error',
  since: '0.1.0',
});
