// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'promql/misplaced-modifier',
  summary: 'A range, `offset` or `@` stands where it cannot stand, or twice.',
  severity: 'error',
  since: '0.1.0',
});
