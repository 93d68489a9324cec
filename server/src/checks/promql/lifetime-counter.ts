// What is counted over the life of a device, compared with a number: the alert stays after the repair. Layer: checks.
import { ruleText } from '../../analysis/alertText';
import { metricName } from '../../promql/inspect';
import { thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/lifetime-counter',
  summary: 'A count over the life of a device is compared with a number, so that the alert never ends.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  about: ['lifetime'],
  needs: ['catalog'],
  messages: {
    window:
      '`{metric}` counts since the driver was loaded, and the message speaks of "{said}": `increase({metric}[…]) > 0` tells what is new.',
    found:
      '`{metric}` counts over the life of the device, so this stays true for ever, also after a repair: `increase({metric}[1d]) > 0` ends by itself.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (!unit.sound || !unit.rule.alert || metric === undefined || !hit?.metric.lifetime) return;
    if (hit.metric.typeInferred) return;
    const parents = unit.parents(node);
    // What is joined by `and` or `unless` may end the alert.
    if (parents.some(parent => parent.kind === 'binary' && (parent.op === 'and' || parent.op === 'unless'))) return;
    const threshold = thresholdOf(node, parents);
    if (!threshold || (threshold.op !== '>' && threshold.op !== '>=')) return;
    // Far above zero it is the wear of the device that is watched, which no repair takes back.
    if (threshold.value > 1) return;
    const said = hit.metric.lifetime === 'driver' ? lately.exec(ruleText(unit.rule))?.[0] : undefined;
    if (said !== undefined) ctx.report(node.name ?? node, 'window', { metric, said }, { severity: 'warning' });
    if (hit.metric.lifetime !== 'device') return;
    ctx.report(node.name ?? node, 'found', { metric });
  },
});

const lately = /\b(?:in|within|during|over) the (?:last|past) \d{0,4} ?(?:s|m|h|d|seconds?|minutes?|hours?|days?)\b/i;
