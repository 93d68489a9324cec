// Time intervals of an AlertmanagerConfig, as the operator's webhook reads them. Layer: model.
import type { YamlNode } from '../../yaml/node';
import { itemsOf } from '../../yaml/path';
import { clockMinutes, dayOfMonthProblem, monthProblem, weekdayProblem, yearProblem } from './ranges';
import { placeOf, type Report } from './report';
import { isTextNode, textOf } from './scalars';
import { type View, viewOf } from './view';

/** The list under `timeIntervals` or `muteTimeIntervals`. */
export function checkCrdIntervals(list: YamlNode | undefined, report: Report): void {
  for (const item of itemsOf(list)) {
    const named = viewOf(item);
    if (!named) continue;
    if (named.fields.has('name') && named.given('name') && named.text('name') === '') {
      report.error('missing-field', named.keyAt('name'), 'A time interval needs a `name` that is not empty.');
    }
    for (const one of itemsOf(named.node('timeIntervals'))) {
      const interval = viewOf(one);
      if (interval) checkInterval(interval, report);
    }
  }
}

function checkInterval(interval: View, report: Report): void {
  const wrong = (node: YamlNode, message: string | undefined): void => {
    // The pattern of the schema has its own say; a second sentence at the same place helps nobody.
    const at = placeOf(node);
    if (message && !report.problems.some(one => one.from === at.from)) report.error('invalid-interval', at, message);
  };
  for (const item of itemsOf(interval.node('times'))) {
    const range = viewOf(item);
    if (!range) continue;
    for (const key of ['startTime', 'endTime']) {
      if (!range.set(key))
        report.error(
          'missing-field',
          range.fields.has(key) ? range.keyAt(key) : range.at,
          `A time range needs \`${key}\`, as HH:MM.`,
        );
    }
    const [start, end] = [clockMinutes(range.text('startTime')), clockMinutes(range.text('endTime'))];
    if (start !== undefined && end !== undefined && start >= end) {
      report.error(
        'invalid-interval',
        range.valueAt('endTime'),
        'The end must come after the beginning; split a range that passes midnight in two.',
      );
    }
  }
  for (const item of itemsOf(interval.node('weekdays')))
    if (isTextNode(item)) wrong(item, weekdayProblem(textOf(item, 'v2')));
  for (const item of itemsOf(interval.node('months')))
    if (isTextNode(item)) wrong(item, monthProblem(textOf(item, 'v2')));
  for (const item of itemsOf(interval.node('years')))
    if (isTextNode(item)) wrong(item, yearProblem(textOf(item, 'v2')));
  for (const item of itemsOf(interval.node('daysOfMonth'))) {
    const range = viewOf(item);
    if (!range) continue;
    const [start, end] = [range.text('start') || '0', range.text('end') || '0'];
    wrong(item, dayOfMonthProblem(`${start}:${end}`));
  }
}
