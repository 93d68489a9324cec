// `up` of a job that scrapes a program at the port of its own protocol: no scrape succeeds, whatever the program does. Layer: checks.
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';
import { inFront } from './scrapes';

export const check = defineCheck({
  id: 'promql/unscrapable-target',
  summary: 'A rule asks whether a target is up that speaks no HTTP.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  mentions: ['job'],
  ofMetric: name => name === 'up',
  needs: ['catalog'],
  messages: {
    found:
      '{by} asks port {port}, where {program} speaks no HTTP: every scrape fails, and this is 0 while {program} is well; scrape {instead} instead.',
  },
  run({ node }, ctx) {
    if (metricName(node) !== 'up') return;
    const jobs = ctx.catalog.unanswered();
    for (const { label, op, value } of node.matchers) {
      if (label.name !== 'job' || op !== '=' || !value?.closed) continue;
      const { by, port, program, instead } = jobs.get(value.value) ?? {};
      if (by === undefined || port === undefined || program === undefined || instead === undefined) continue;
      ctx.report(node, 'found', { by: inFront(by), port: String(port), program, instead });
    }
  },
});
