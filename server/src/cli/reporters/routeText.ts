// `route --format text`: who gets an alert, why, when, and what the message looks like. Layer: cli.
import type {
  AlertRouting,
  FilePlace,
  MissedRoute,
  Quiet,
  ReachedRoute,
  RoutedNotification,
  RouteStep,
  SentNotification,
} from '../../features/routing/shapes';
import { lengthText } from '../../text/length';
import { printable } from '../../text/printable';
import type { ReportedAlert, RouteReport } from './routeReport';

/** One alert as a page, or a line for each of several rules. */
export function routeText(report: RouteReport): string {
  const { alerts, routing } = report;
  const head = [
    `configuration  ${routing.configuration}${routing.objects.length > 0 ? ` with ${routing.objects.join(', ')}` : ''}`,
    `at             ${moment(routing.at)}`,
    ...(routing.unsent === undefined ? [] : [`               ${routing.unsent}`]),
    ...(routing.lacksTemplates
      ? ['               not all template files were found: texts that call theirs fail here']
      : []),
    '',
  ];
  const isTable = alerts.some(({ place }) => place);
  const body = isTable
    ? alerts.map((one, i) => row(one, routing.alerts[i]!))
    : alerts.flatMap((one, i) => (i === 0 ? page(one, routing.alerts[i]!, report) : []));
  return `${[...head, ...body].map(line => printable(line.trimEnd())).join('\n')}\n`;
}

function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `rules.yml:12  GPUHot -> ml-pager (pagerduty, slack), perhaps audit (nobody)`. */
function row({ alert, place }: ReportedAlert, { routes, sentAs }: AlertRouting<FilePlace>): string {
  const to = routes.map(route => {
    const quiet = route.quiet ? `, quiet: ${quietText(route.quiet)}` : '';
    return `${route.certain ? '' : 'perhaps '}${route.receiver} (${integrations(route)}${quiet})`;
  });
  const from = `${place ? `${place.file}:${place.line}: ` : ''}${alert.labels['alertname'] ?? ''}`;
  if (sentAs?.sent === 'no') return `${from} -> nobody: ${sentAs.words.join(' ')}`;
  return `${from} -> ${to.join(', ')}${sentAs?.sent === 'perhaps' ? `; ${sentAs.words[0]}` : ''}`;
}

function quietText({ kind, intervals }: Quiet): string {
  return `${kind === 'muted' ? 'muted by' : 'outside of'} ${intervals.join(', ')}`;
}

function integrations({ integrations: all }: ReachedRoute<FilePlace>): string {
  return all.length === 0 ? 'tells nobody' : all.map(({ kind }) => kind).join(', ');
}

function page(asked: ReportedAlert, answer: AlertRouting<FilePlace>, report: RouteReport): readonly string[] {
  const labels = answer.sentAs?.labels ?? asked.alert.labels;
  const names = Object.keys(labels)
    .filter(name => name !== 'alertname')
    .sort();
  const title = `${labels['alertname'] ?? 'an alert'} {${names.map(name => `${name}="${labels[name]}"`).join(', ')}}`;
  const sent = report.routing.notifications.filter(one => one.alerts.some(told => numberOf(told) === 0));
  return [
    title,
    ...(answer.sentAs?.words.map(text => `  ${text}`) ?? []),
    ...answer.routes.flatMap((route, i) => ['', ...routeLines(route, i, answer.routes.length, report, sent)]),
    ...inhibitionLines(answer, report),
    ...missedLines(answer.missed, report),
  ];
}

function numberOf(told: number | { readonly alert: number }): number {
  return typeof told === 'number' ? told : told.alert;
}

function routeLines(
  route: ReachedRoute<FilePlace>,
  i: number,
  of: number,
  report: RouteReport,
  notifications: readonly RoutedNotification<FilePlace>[],
): readonly string[] {
  const { routing } = report;
  const last = route.path.at(-1)!;
  const own = notifications.filter(one => one.route === last.name);
  const resolved = route.integrations.filter(({ sendResolved }) => sendResolved === false).map(({ kind }) => kind);
  const first = own.find((one): one is SentNotification => one.kind === 'sent');
  const group = Object.entries(route.groupLabels).map(([name, value]) => `${name}="${value}"`);
  const repeat = lengthText(route.repeatsEvery);
  const asked =
    route.repeatsEvery === route.repeatInterval ? '' : ` (repeat_interval ${lengthText(route.repeatInterval)})`;
  return [
    `  to       ${route.receiver}: ${integrations(route)}${of > 1 ? `  (${i + 1} of ${of})` : ''}`,
    ...route.path.map((step, n) => `  ${n === 0 ? 'path' : '    '}     ${stepText(step, report)}`),
    `  group    {${group.join(', ')}}${route.groupBy.length === 0 ? '  all alerts of the route together' : ''}`,
    `  when     first after ${lengthText(route.groupWait)}, changes every ${lengthText(route.groupInterval)}, again every ${repeat}${asked}`,
    ...(resolved.length > 0 ? [`           ${resolved.join(', ')} hears nothing of resolved alerts`] : []),
    ...(route.quiet ? [`  quiet    ${quietText(route.quiet)} at ${moment(routing.at)}`] : []),
    ...(first
      ? own.filter((one): one is SentNotification => one.kind === 'sent' && one.at === first.at).flatMap(messageLines)
      : []),
  ];
}

/** `routes[1] team="ml"   alertmanager.yml:12`. */
function stepText({ name, matchers, place }: RouteStep<FilePlace>, { linesOf }: RouteReport): string {
  const at = place ? `   ${place.file}:${linesOf(place.file).position(place.span.from).line + 1}` : '';
  return `${name} ${matchers.length > 0 ? `{${matchers.join(', ')}}` : '(takes everything)'}${at}`;
}

function missedLines(missed: readonly MissedRoute<FilePlace>[], report: RouteReport): readonly string[] {
  if (missed.length === 0) return [];
  const why = ({ failed, behind }: MissedRoute<FilePlace>): string =>
    behind === undefined
      ? failed
          .map(({ matcher, value }) => `${matcher} ${value === '' ? 'and the alert has none' : `and it is "${value}"`}`)
          .join('; ')
      : `not tried, ${behind} comes first and lets nothing pass on`;
  return [
    '',
    '  near, and not taken',
    ...missed.map(
      one =>
        `    ${one.step.name}${one.step.receiver ? ` to ${one.step.receiver}` : ''}: ${why(one)}${placeOf(one.step, report)}`,
    ),
  ];
}

function placeOf({ place }: RouteStep<FilePlace>, { linesOf }: RouteReport): string {
  return place ? `   ${place.file}:${linesOf(place.file).position(place.span.from).line + 1}` : '';
}

function inhibitionLines(
  { inhibited, inhibitedWhile }: AlertRouting<FilePlace>,
  { alerts }: RouteReport,
): readonly string[] {
  const by = inhibited && alerts[inhibited.by]?.alert.labels;
  return [
    ...(by
      ? [
          '',
          `  inhibited by ${by['alertname'] ?? 'another alert'} {${Object.entries(by)
            .map(([name, value]) => `${name}="${value}"`)
            .join(', ')}}`,
        ]
      : []),
    ...(!inhibited && inhibitedWhile.length > 0
      ? [
          '',
          '  inhibited while one of these fires',
          ...inhibitedWhile.map(
            ({ source, equal }) =>
              `    {${source.join(', ')}}${equal.length > 0 ? ` with the same ${equal.join(', ')}` : ''}`,
          ),
        ]
      : []),
  ];
}

function messageLines({ message, at }: SentNotification): readonly string[] {
  if (!message) return [];
  const { label, parts, status } = message;
  const to = parts.filter(({ role }) => role === 'to').map(({ text }) => text);
  const shown = parts.filter(({ role }) => role !== 'to');
  return [
    `  message  ${[label, ...to].join(' ')} at ${new Date(at).toISOString().slice(11, 19)}, ${status}`,
    ...shown.flatMap(({ role, name, text, error, isCut }) => {
      const value = error === undefined ? `${text}${isCut ? ' (cut)' : ''}` : `cannot be made: ${error}`;
      const heading = role === 'title' || role === 'text' || role === 'body' ? '' : `${name}: `;
      return `${heading}${value}`.split('\n').map(line => `    | ${line}`);
    }),
  ];
}
