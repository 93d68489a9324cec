// A range too short for two samples: rate() and its like give nothing, and the alert never fires. Layer: checks.
import { metricName } from '../../promql/inspect';
import { windowOf } from '../../promql/value/calls';
import { defineCheck } from '../check';
import { needTwo, overTime, usualInterval } from './shortRange';

export const check = defineCheck({
  id: 'promql/short-range',
  summary: 'A range is too short to hold two samples.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: [...needTwo, ...overTime],
  needs: ['catalog', 'scrapeInterval'],
  messages: {
    step: 'The subquery is evaluated every {step}, and {range} often hold no evaluation, so the result comes and goes: make the step shorter than the range.',
    empty:
      '`{func}()` needs two samples, and {range} hold at most one or two at the usual scrape intervals: the result is empty most of the time; take at least four intervals.',
    scraped:
      '`{func}()` needs two samples, and {range} hold fewer, as {by} scrapes every {interval} s: the result is empty most of the time; take at least four intervals.',
    fastest:
      '`{func}()` needs two samples, and {range} hold fewer, as no job of this workspace scrapes more often than every {interval} s: the result is empty most of the time; take at least four intervals.',
    known:
      '`{func}()` needs two samples, and {range} hold fewer where targets are scraped every {interval} s: the result is empty most of the time; take at least four intervals.',
    repeated:
      '{exporter} takes new samples every {every} s, so within {range} the value mostly does not change: take at least four intervals.',
  },
  run({ node, in: unit }, ctx) {
    const [argument] = node.args;
    if (!unit.sound || !argument) return;
    if (argument.kind === 'subquery') {
      const { range, step } = argument;
      if (range.kind !== 'number' || step?.kind !== 'number' || step.value <= range.value) return;
      const data = { step: unit.text.slice(step.from, step.to), range: unit.text.slice(range.from, range.to) };
      ctx.report(argument.brackets, 'step', data);
      return;
    }
    if (!needTwo.includes(node.func.name)) return;
    const range = argument.kind === 'matrix' ? argument : undefined;
    const seconds = range && windowOf(range);
    if (!range || seconds === undefined || seconds <= 0 || range.selector.extend) return;
    const text = unit.text.slice(range.range.from, range.range.to);
    const name = metricName(range.selector);
    const exporter = name === undefined ? undefined : ctx.catalog.find(name)?.exporter;
    const scraped = name === undefined ? undefined : ctx.catalog.scraped(name);
    // What is recorded has as many samples as its group is evaluated.
    const fastest = name === undefined || name.includes(':') ? undefined : ctx.catalog.scrapedEvery();
    const every = exporter?.sampledEvery;
    if (exporter && every !== undefined && seconds <= every) {
      ctx.report(range.brackets, 'repeated', { exporter: exporter.title, every, range: text });
    } else if (scraped?.interval !== undefined) {
      if (seconds >= 2 * scraped.interval) return;
      const { by, interval } = scraped;
      ctx.report(range.brackets, 'scraped', { func: node.func.name, range: text, by, interval });
    } else if (ctx.scrapeInterval !== undefined) {
      if (seconds >= 2 * ctx.scrapeInterval) return;
      ctx.report(range.brackets, 'known', { func: node.func.name, range: text, interval: ctx.scrapeInterval });
    } else if (fastest !== undefined) {
      if (seconds >= 2 * fastest) return;
      ctx.report(range.brackets, 'fastest', { func: node.func.name, range: text, interval: fastest });
    } else if (seconds < 2 * usualInterval) {
      // Who records over so short a range mostly scrapes as often as that asks for.
      const severity = unit.rule.alert ? 'warning' : 'info';
      ctx.report(range.brackets, 'empty', { func: node.func.name, range: text }, { severity });
    }
  },
});
