// Keys of routes, of inhibition rules and of time intervals. Layer: model.
import { bool, duration, formatted, key, list, object, text } from './build';
import type { KeyInfo, ListSchema, MapSchema, ObjectSchema } from './types';

const matchers = list(formatted('matcher'));

const labelValues: MapSchema = { kind: 'map', keyFormat: 'label-name', value: text };

const labelRegexes: MapSchema = { kind: 'map', keyFormat: 'label-name', value: formatted('regex') };

const labelNames = list(formatted('label-name'));

const useMatchers = { deprecated: 'Use `matchers`.' };

const routeKeys: readonly KeyInfo[] = [
  key(
    'receiver',
    formatted('receiver'),
    'Receiver of the alerts that stop here; the parent’s where left out. The root needs one.',
  ),
  key(
    'group_by',
    labelNames,
    'Labels whose equal values put alerts into one message; `...` alone keeps every alert apart.',
  ),
  key('matchers', matchers, 'Conditions that all have to hold for an alert to enter, such as `severity="critical"`.'),
  key('match', labelValues, 'Labels and the values they must have.', useMatchers),
  key('match_re', labelRegexes, 'Labels and the patterns their whole values must match.', useMatchers),
  key('continue', bool, 'Whether an alert that this route took also tries the routes after it.', { default: 'false' }),
  key('group_wait', duration, 'How long a new group waits for further alerts before its first message.', {
    default: '30s',
  }),
  key('group_interval', duration, 'How long to wait between messages of a group that changed.', { default: '5m' }),
  key('repeat_interval', duration, 'How long to wait before an unchanged group is sent again.', { default: '4h' }),
  key(
    'mute_time_intervals',
    list(formatted('interval')),
    'Time intervals in which this route sends nothing; not inherited.',
  ),
  key(
    'active_time_intervals',
    list(formatted('interval')),
    'Time intervals outside of which this route sends nothing; not inherited.',
  ),
  key(
    'labels',
    { kind: 'map', value: formatted('notification-template') },
    'Labels of the route for templates; children inherit them.',
    {
      since: '0.34',
    },
  ),
  key(
    'routes',
    {
      kind: 'list',
      // Routes nest: the table of a child is this one.
      get item(): ObjectSchema {
        return routeObject;
      },
    } satisfies ListSchema,
    'Child routes, tried in order; the first that matches takes the alert.',
  ),
];

export const routeObject: ObjectSchema = object('route', routeKeys);

export const inhibitObject = object('inhibit rule', [
  key('name', text, 'Name of the rule for metrics and logs.', { since: '0.30' }),
  key('source_matchers', matchers, 'Alerts that mute others while they fire.'),
  key('target_matchers', matchers, 'Alerts that are muted.'),
  key('equal', labelNames, 'Labels that must have equal values on both; a missing label counts as empty.'),
  key('source_match', labelValues, 'Labels and values of the alerts that mute.', {
    deprecated: 'Use `source_matchers`.',
  }),
  key('source_match_re', labelRegexes, 'Labels and patterns of the alerts that mute.', {
    deprecated: 'Use `source_matchers`.',
  }),
  key('target_match', labelValues, 'Labels and values of the alerts that are muted.', {
    deprecated: 'Use `target_matchers`.',
  }),
  key('target_match_re', labelRegexes, 'Labels and patterns of the alerts that are muted.', {
    deprecated: 'Use `target_matchers`.',
  }),
]);

const timeIntervalObject = object('time interval', [
  key(
    'times',
    list(
      object('time range', [
        key('start_time', formatted('clock'), 'Beginning, as HH:MM; counts.', { required: true }),
        key('end_time', formatted('clock'), 'End, as HH:MM up to 24:00; does not count.', { required: true }),
      ]),
    ),
    'Times of the day; a range cannot pass midnight.',
  ),
  key('weekdays', list(formatted('weekday-range')), 'Days by their full names or ranges such as `monday:friday`.'),
  key('days_of_month', list(formatted('day-range')), 'Days of the month or ranges such as `1:5`; -1 is the last day.'),
  key('months', list(formatted('month-range')), 'Months by name or number, or ranges such as `may:august`.'),
  key('years', list(formatted('year-range')), 'Years or ranges such as `2026:2028`.'),
  key('location', formatted('location'), 'Time zone, such as `Europe/Berlin`.', { default: 'UTC' }),
]);

export const namedIntervalObject = object('named time interval', [
  key('name', text, 'Name by which routes refer to it.', { required: true }),
  key(
    'time_intervals',
    list(timeIntervalObject),
    'Intervals; it is active when one of them is. All keys of one must hold.',
  ),
]);
