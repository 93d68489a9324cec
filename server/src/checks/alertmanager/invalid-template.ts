// Tells the problems of this kind that a parser or model reader found. Layer: checks.
import { problemCheck } from '../problem';

export const check = problemCheck({
  id: 'alertmanager/invalid-template',
  summary: 'A template that Alertmanager parses at load cannot be parsed.',
  severity: 'error',
  since: '0.1.0',
});
