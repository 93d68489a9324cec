// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'unittest/invalid-series',
  summary: 'A series of a unit test cannot be read by promtool.',
  severity: 'error',
  since: '0.1.0',
});
