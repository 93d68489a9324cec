// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'rules/wrong-type',
  summary: 'A value of another type than the key takes.',
  severity: 'error',
  since: '0.1.0',
});
