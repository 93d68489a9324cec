// A matcher for a label value that the exporter never writes. Layer: checks.

import type { LabelFact, MetricHit } from '../../catalog/schema';
import type { Matcher, VectorSelector } from '../../promql/ast';
import { reaches } from '../../promql/dialect';
import { metricName } from '../../promql/inspect';
import { patternTest } from '../../promql/regex';
import { closest } from '../../text/closest';
import type { Span } from '../../text/span';
import { anyOf, firstOf } from '../../text/words';
import { defineCheck, type Fix } from '../check';
import { inFront } from './scrapes';
import { codeOfGo, conditionWritten, endings, reasonWritten, stateOf, statuses, waitings } from './writtenValues';

export const check = defineCheck({
  id: 'promql/unknown-label-value',
  summary: 'A matcher selects a label value that the exporter never writes.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  given: ['matchers'],
  needs: ['catalog', 'dialect'],
  messages: {
    value: 'No series of `{metric}` has {label}="{value}", so this selects nothing: the values are {known}.',
    pattern: 'No value of `{label}` of `{metric}` matches this, so it selects nothing: the values are {known}.',
    underscored: '{exporter} writes underscores into `{label}`, so this selects nothing: write `{right}`.',
    resource:
      'No resource of Kubernetes is named `{value}`, so this selects nothing: what a device plugin offers has its domain in front, such as `nvidia_com_gpu`.',
    casing: 'Kubernetes writes `{right}`, and values are compared letter by letter, so this selects nothing.',
    waits:
      'A container that waits never has the reason `{value}`, so this selects nothing: read `kube_pod_container_status_last_terminated_reason`.',
    ended:
      'A container that has ended never has the reason `{value}`, so this selects nothing: read `kube_pod_container_status_waiting_reason`.',
    sensor:
      '`{label}` of `{metric}` is a path or a file name such as `temp1`, all in lower case, so this selects nothing: the names that `sensors` shows stand in `{names}`.',
    digits: '`{label}` of `{metric}` is a number in digits, so `{value}` selects nothing{right}.',
    grpc: 'Servers in Go write `{right}`, and only those in Python or Java `{written}`: of a server in Go this selects nothing.',
    code: 'No gRPC library writes `{written}`, so this selects nothing: in Go the code is `{right}`.',
    seconds:
      '`{metric}` counts in seconds, and hardly any of its buckets ends at {value} of them: write the bound in seconds, as the exporter does.',
    scraped: '{by} gives every series of `{metric}` {values}, so `{value}` selects nothing.',
    pushed: '`{metric}` is pushed as {known}, so `{value}` selects nothing unless the scrape gives its own `job`.',
    unwritten: '`{file}` gives `{label}` of `{metric}` no such value, so this selects nothing: it writes {known}.',
    anchored:
      'A pattern has to match the whole value, and no status of HTTP is `{value}`, so this {effect}: write `{right}`.',
    written:
      '{who} `le` as `{right}`, and values are compared letter by letter, so this selects nothing: write `le="{right}"`.',
    bound: '`{metric}` has no bucket that ends at {value}, so this selects nothing: its bounds are {known}.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (metric === undefined) return;
    if (!hit?.metric.buckets) {
      boundOfSeconds(metric, node, (at, value) => ctx.report(at, 'seconds', { metric, value }, { severity: 'info' }));
    }
    for (const matcher of node.matchers) {
      const right = wholeStatus(metric, matcher);
      if (right === undefined) continue;
      const effect = matcher.op === '=~' ? 'selects nothing' : 'leaves nothing out';
      const { from, to, value } = matcher.value!;
      ctx.report({ from: from + 1, to: to - 1 }, 'anchored', { value, right, effect });
      return;
    }
    if (!hit && !metric.includes('grpc_')) return;
    for (const matcher of node.matchers) {
      const { label, op, value } = matcher;
      if (!value?.closed || value.value === '' || (op !== '=' && op !== '=~')) continue;
      const at = { from: value.from + 1, to: value.to - 1 };
      const code = label.name === 'grpc_code' ? codeOfGo(value.value) : undefined;
      if (code) {
        const severity = code.isOfOthers ? ('info' as const) : ('warning' as const);
        const fix = op === '=' ? fixFor(matcher, code.right, unit.text) : undefined;
        ctx.report(at, code.isOfOthers ? 'grpc' : 'code', code, { severity, fix });
        continue;
      }
      if (!hit) continue;
      const jobs = label.name === 'job' ? hit.metric.pushed?.jobs : undefined;
      if (jobs && !selectsAny(matcher, jobs) && !/push|gateway/i.test(value.value)) {
        const known = anyOf(jobs.map(job => `job="${job}"`));
        ctx.report(at, 'pushed', { metric, known, value: value.value }, { severity: 'info' });
        continue;
      }
      const data = { metric, label: label.name, value: value.value };
      const scraped = ctx.catalog.scraped(metric);
      const stored = scraped?.label(label.name);
      if (scraped && stored?.is === 'fixed') {
        if (selectsAny(matcher, stored.values)) continue;
        const most = stored.values.length > 3 ? [...stored.values.slice(0, 2), '…'] : stored.values;
        const values = anyOf(most.map(one => `${label.name}="${one}"`));
        const [only, another] = stored.values;
        const fix =
          op === '=' && only !== undefined && another === undefined ? fixFor(matcher, only, unit.text) : undefined;
        ctx.report(at, 'scraped', { ...data, by: inFront(scraped.by), values }, { fix });
        continue;
      }
      // What a step writes is not the exporter's any more.
      if (stored?.is === 'unsure') continue;
      if (label.name === 'le' && hit.series === 'bucket') {
        const bounds = hit.metric.buckets;
        if (bounds && op === '=' && !isBound(value.value, bounds)) {
          ctx.report(at, 'bound', { ...data, known: boundsNear(Number(value.value), bounds) });
        } else if (op === '=' && !hit.metric.generic && /^\d{1,15}$/.test(value.value)) {
          const right = `${value.value}.0`;
          const fix = fixFor(matcher, right, unit.text);
          const who = isOfPython(hit) ? 'The Python client writes' : 'Prometheus stores from 3.0 on';
          if (isOfPython(hit)) ctx.report(at, 'written', { who, right }, { fix });
          else if (reaches(ctx.dialect, '3.0')) ctx.report(at, 'written', { who, right }, { fix, severity: 'info' });
        }
        continue;
      }
      const reason = label.name === 'reason' && op === '=' ? reasonWritten(value.value) : undefined;
      if (reason !== undefined && /^ku(?:be|eue)_/.test(metric)) {
        ctx.report(at, 'casing', { right: reason }, { fix: fixFor(matcher, reason, unit.text) });
        continue;
      }
      const condition = label.name === 'condition' && op === '=' ? conditionWritten(value.value) : undefined;
      if (condition !== undefined && metric.startsWith('kube_')) {
        ctx.report(at, 'casing', { right: condition }, { fix: fixFor(matcher, condition, unit.text) });
        continue;
      }
      const state = op === '=' && label.name === 'reason' ? stateOf(metric) : undefined;
      if (state && (state === 'waits' ? endings : waitings).includes(value.value)) {
        ctx.report(at, state, data);
        continue;
      }
      const fact = hit.metric.labels.find(one => one.name === label.name);
      if (!fact) continue;
      const names = metric.startsWith('node_hwmon_') ? namesOfSensors.get(label.name) : undefined;
      if (names !== undefined && value.value.split('|').every(one => isNoFileName(one, op))) {
        ctx.report(at, 'sensor', { ...data, names });
        continue;
      }
      if (fact.number) {
        if (!selectsAny(matcher, statuses)) {
          const family = /^([1-5])(?:xx|XX|\*\*?|\.\.)$/.exec(value.value)?.[1];
          const right = family === undefined ? '' : `: write \`=~"${family}.."\``;
          ctx.report(at, 'digits', { ...data, right });
        }
        continue;
      }
      if (fact.underscored && op === '=' && /[^a-zA-Z0-9_]/.test(value.value)) {
        const right = value.value.replace(/[^a-zA-Z0-9_]/g, '_');
        const exporter = hit.exporter?.title ?? 'The exporter';
        ctx.report(at, 'underscored', { ...data, exporter, right }, { fix: fixFor(matcher, right, unit.text) });
      } else if (fact.underscored && op === '=~' && value.value.includes('/')) {
        const exporter = hit.exporter?.title ?? 'The exporter';
        ctx.report(at, 'underscored', { ...data, exporter, right: value.value.replace(/[^a-zA-Z0-9_|]/g, '_') });
      } else if (fact.underscored && op === '=' && !isResource(value.value)) {
        ctx.report(at, 'resource', data);
      } else if (fact.allSeen && fact.seen && 'file' in hit.metric && !selectsAny(matcher, fact.seen)) {
        const file = String(hit.metric.file);
        const told = { ...data, file: file.slice(file.lastIndexOf('/') + 1), known: fact.seen.join(', ') };
        const near = op === '=' ? closest(value.value, fact.seen) : undefined;
        const fix = near === undefined ? undefined : fixFor(matcher, near, unit.text);
        ctx.report(at, 'unwritten', told, { severity: 'info', fix });
      } else if (fact.values && !selectsAny(matcher, fact.values)) {
        const near = op === '=' ? closest(value.value, fact.values) : undefined;
        const fix = near === undefined ? undefined : fixFor(matcher, near, unit.text);
        ctx.report(at, op === '=' ? 'value' : 'pattern', { ...data, known: inWords(fact) }, { fix });
      }
    }
  },
});

/** Where the node exporter shows the names that a chip and its sensors go by. */
const namesOfSensors: ReadonlyMap<string, string> = new Map([
  ['chip', 'node_hwmon_chip_names'],
  ['sensor', 'node_hwmon_sensor_label'],
]);

/** What the node exporter's labels of sensors never are: it puts underscores for all but small letters, digits and colons. */
function isNoFileName(text: string, op: string): boolean {
  // Of a pattern only one that stands for itself is judged.
  return /[^a-z0-9:_]/.test(text) && (op === '=' || /^[\w :-]+$/.test(text));
}

/** Exporters written in Python, whose client writes bounds as Python does. */
const inPython: ReadonlySet<string> = new Set(['vllm', 'sglang', 'lmcache', 'litellm', 'mlserver']);

function isOfPython({ metric, exporter }: MetricHit): boolean {
  return exporter
    ? inPython.has(exporter.id) && !metric.name.startsWith('smg_')
    : 'file' in metric && String(metric.file).endsWith('.py');
}

/** What was meant by a pattern of first digits for the status of answers of HTTP. */
function wholeStatus(metric: string, { label, op, value }: Matcher): string | undefined {
  if ((op !== '=~' && op !== '!~') || !value?.closed) return undefined;
  const isStatus = /^(?:code|status|status_code|http_code|http_status|response_code)$/.test(label.name);
  if (!isStatus || !/(?:^|_)http_/.test(`${metric}_${label.name}_`) || metric.includes('grpc')) return undefined;
  if (!/^\(?[1-5](?:\|[1-5]){0,4}\)?$|^\[[1-5-]{1,5}\]$/.test(value.value)) return undefined;
  return value.value.startsWith('[') ? `${value.value}..` : value.value.replace(/[1-5]/g, '$&..');
}

/** Resources of Kubernetes' own are these; all others are named `domain/name`, which leaves an underscore. */
function isResource(text: string): boolean {
  return text.includes('_') || ['cpu', 'memory', 'pods', 'storage'].includes(text);
}

/** Bounds of requests above this many seconds were meant in milliseconds. */
const longRequest = 100;

/** Tells the bounds of a histogram of requests in seconds, known by its name, that hardly any has. */
function boundOfSeconds(metric: string, { matchers }: VectorSelector, tell: (at: Span, value: string) => void): void {
  if (
    !/(?:^|[_:])(?:request|requests|response|http|rpc|api|query|predict|inference)_(?:[a-z]{1,20}_){0,2}seconds_bucket$/.test(
      metric,
    )
  )
    return;
  for (const { label, op, value } of matchers) {
    if (label.name !== 'le' || op !== '=' || !value?.closed || !(Number(value.value) >= longRequest)) continue;
    tell({ from: value.from + 1, to: value.to - 1 }, value.value);
  }
}

function selectsAny({ op, value }: Matcher, values: readonly string[]): boolean {
  if (op === '=') return values.includes(value!.value);
  const test = patternTest(value!.value);
  // A pattern that takes the empty text selects series without the label as well.
  return !test || test('') || values.some(test);
}

/** Most values are told; of a long list the first ones. */
const shown = 8;

function inWords({ values = [] }: LabelFact): string {
  return firstOf(values, shown);
}

function isBound(text: string, bounds: readonly number[]): boolean {
  return /^\+?Inf$/i.test(text) || bounds.includes(Number(text)) || Number.isNaN(Number(text));
}

/** The bounds around a number, in order. */
function boundsNear(number: number, bounds: readonly number[]): string {
  const at = bounds.findIndex(bound => bound > number);
  const from = Math.max(0, (at < 0 ? bounds.length : at) - 2);
  const near = bounds.slice(from, from + 4).join(', ');
  return `${from > 0 ? '…, ' : ''}${near}${from + 4 < bounds.length ? ', …' : ''}`;
}

/** Only where the text between the quotes stands for itself. */
function fixFor({ value }: Matcher, right: string, text: string): Fix | undefined {
  if (!value || text.slice(value.from + 1, value.to - 1) !== value.value) return undefined;
  const at = { from: value.from + 1, to: value.to - 1 };
  return { title: `Write ${right}`, safe: false, edits: [{ at, newText: right }] };
}
