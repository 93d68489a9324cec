// What neither the schema of an AlertmanagerConfig nor the operator's webhook refuses, but Alertmanager does when it loads
// what the operator makes of the object: one such object keeps the whole configuration from loading. Layer: model.

import { parseUrl } from '../../go/url';
import { itemsOf } from '../../yaml/path';
import { regexProblemFor } from '../goRegex';
import { parseMatchers } from '../matchers';
import type { ObjectSchema } from '../schema/types';
import { durationProblem } from './formats';
import type { StructureOptions } from './options';
import type { StructureCode } from './problem';
import { placeOf, type Report } from './report';
import { shorten, textOf } from './scalars';
import { type View, viewOf } from './view';

/** Of one route: its durations and its labels. */
export function checkGeneratedRoute(route: View, report: Report): void {
  for (const key of ['groupWait', 'groupInterval', 'repeatInterval']) {
    const text = route.text(key);
    const at = route.valueAt(key);
    if (text === '' || hasError(report, at.from)) continue;
    const problem = durationProblem(text, key);
    if (!problem) continue;
    // The schema has warned of what is too long.
    const soft = report.problems.findIndex(one => one.from === at.from && one.code === 'invalid-duration');
    if (soft >= 0) report.problems.splice(soft, 1);
    report.error('invalid-duration', at, problem.message);
  }
  checkLabels(route, 'groupBy', report);
}

function checkLabels(view: View, key: string, report: Report): void {
  for (const item of itemsOf(view.node(key))) {
    if (textOf(item, 'v2') !== '') continue;
    const at = item.from < item.to ? { from: item.from, to: item.to } : view.keyAt(key);
    if (hasError(report, at.from)) continue;
    report.error('invalid-name', at, 'The name of a label is empty; write one, or remove the item.');
  }
}

/** One matcher of a route or an inhibition, as the operator writes it out. */
export function checkGeneratedMatcher(matcher: View, version: string, report: Report, options: StructureOptions): void {
  const given = matcher.text('matchType');
  // Only the older version has `regex`; the other drops it.
  const isPattern = version !== 'v1beta1' && matcher.isTrue('regex');
  const type = given !== '' ? given : isPattern ? '=~' : '=';
  // Of another comparison the schema or the webhook has spoken.
  if (!/^(?:=|!=|=~|!~)$/.test(type)) return;
  const [name, value] = [matcher.text('name'), matcher.text('value')];
  if (type.includes('~')) {
    const problem = (options.regexProblem ?? regexProblemFor(options.alertmanager))(value);
    if (problem) {
      const message = `\`${shorten(value)}\` is no regular expression: ${problem}`;
      report.error('invalid-regex', matcher.valueAt('value'), message);
    }
  }
  const at = matcher.fields.has('name') ? matcher.valueAt('name') : matcher.at;
  if (hasError(report, at.from) || !parseMatchers(`${name}${type}""`, 'fallback').problem) return;
  if (name.trim() === '') report.error('missing-field', at, 'A matcher needs the `name` of a label.');
  else {
    const message = `\`${shorten(name)}\` is no name of a label that Alertmanager reads; put only a name here.`;
    report.error('invalid-matcher', at, message);
  }
}

/** The matchers of the inhibitions, which the webhook does not look at. */
export function checkGeneratedInhibitions(
  spec: View,
  version: string,
  report: Report,
  options: StructureOptions,
): void {
  for (const item of itemsOf(spec.node('inhibitRules'))) {
    const rule = viewOf(item);
    if (rule) checkLabels(rule, 'equal', report);
    for (const key of ['sourceMatch', 'targetMatch']) {
      for (const one of itemsOf(rule?.node(key))) {
        const matcher = viewOf(one);
        if (matcher) checkGeneratedMatcher(matcher, version, report, options);
      }
    }
  }
}

/** The named time intervals: the operator writes the name only where something stands under it. */
export function checkGeneratedIntervals(spec: View, key: string, report: Report): void {
  const first = new Map<string, View>();
  for (const item of itemsOf(spec.node(key))) {
    const interval = viewOf(item, spec.keyAt(key));
    if (!interval) continue;
    const name = interval.text('name');
    if (itemsOf(interval.node('timeIntervals')).length === 0) {
      const at = interval.fields.has('timeIntervals') ? interval.keyAt('timeIntervals') : interval.valueAt('name');
      const message =
        'This time interval has no `timeIntervals`: what the operator makes of it has no name, and Alertmanager refuses ' +
        'its whole configuration; fill it in or remove it.';
      if (!hasError(report, at.from)) report.error('missing-field', at, message);
      continue;
    }
    const earlier = first.get(name);
    if (name === '' || !earlier) first.set(name, interval);
    else {
      const message = `The name \`${shorten(name)}\` is already taken in \`${key}\`; choose another.`;
      report.error('duplicate-interval', interval.valueAt('name'), message, {
        related: { span: earlier.valueAt('name'), message: 'The first one of this name.' },
      });
    }
  }
}

/** One integration of a receiver, by the table it was read with. */
export function checkGeneratedReceiver(view: View, { name }: ObjectSchema, report: Report): void {
  const needs = (key: string, message: string, code: StructureCode = 'missing-field'): void => {
    if (view.given(key)) return;
    const at = view.fields.has(key) ? view.keyAt(key) : view.at;
    if (!hasError(report, at.from)) report.error(code, at, message);
  };
  switch (name) {
    case 'wechat_configs': {
      const type = view.text('messageType');
      if (type === '' || type === 'text' || type === 'markdown') return;
      const message = `\`${shorten(type)}\` is no \`messageType\` that Alertmanager takes; use \`text\` or \`markdown\`.`;
      report.error('invalid-value', view.valueAt('messageType'), message);
      return;
    }
    case 'msteamsv2_configs':
      needs('webhookURL', 'A Teams receiver needs `webhookURL`, a key of a Secret.');
      return;
    case 'pushover_configs':
      needs('userKey', 'The operator takes the user from `userKey` only; write it, a key of a Secret.');
      needs('token', 'The operator takes the token from `token` only; write it, a key of a Secret.');
      return;
    case 'webex_configs': {
      const http = viewOf(view.node('httpConfig'));
      if (http?.given('authorization')) return;
      const at = view.fields.has('httpConfig') ? view.keyAt('httpConfig') : view.at;
      if (!hasError(report, at.from)) {
        report.error('missing-field', at, 'A Webex receiver needs `authorization` under `httpConfig`.');
      }
      return;
    }
    case 'http_config': {
      const proxy = view.text('proxyURL');
      const parsed = proxy === '' ? undefined : parseUrl(proxy);
      if (parsed && 'error' in parsed) {
        report.error('invalid-url', view.valueAt('proxyURL'), `The proxy is no URL: ${parsed.error}.`);
      }
      const basic = viewOf(view.node('basicAuth'), view.keyAt('basicAuth'));
      for (const part of basic ? ['username', 'password'] : []) {
        if (basic!.given(part)) continue;
        const message = `\`basicAuth\` needs \`${part}\`, a key of a Secret: the operator fails without it.`;
        report.error('missing-field', view.keyAt('basicAuth'), message);
        return;
      }
      return;
    }
    case 'email_configs':
      if (view.text('smarthost').endsWith(':')) {
        report.error('invalid-address', view.valueAt('smarthost'), 'The address ends without a port; write one.');
      }
      checkThreading(view, report);
      return;
    default:
  }
}

/** Alertmanager writes the headers of a thread itself. */
function checkThreading(view: View, report: Report): void {
  if (!view.given('threading')) return;
  for (const item of itemsOf(view.node('headers'))) {
    const header = viewOf(item);
    if (!header || !/^(?:references|in-reply-to)$/i.test(header.text('key'))) continue;
    const message = `\`threading\` writes the header \`${header.text('key')}\` itself; remove one of the two.`;
    report.error('conflicting-fields', placeOf(header.node('key')!, header.keyAt('key')), message);
  }
}

function hasError(report: Report, from: number): boolean {
  return report.problems.some(one => one.severity === 'error' && one.from === from);
}
