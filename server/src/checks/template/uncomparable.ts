// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'template/uncomparable',
  summary: 'A template compares values of different kinds.',
  severity: 'warning',
  since: '0.1.0',
});
