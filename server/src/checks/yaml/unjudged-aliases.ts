// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'yaml/unjudged-aliases',
  summary: 'A document whose aliases unfold to more than is judged.',
  severity: 'info',
  since: '0.1.0',
});
