// The request where alerts go: which workspace is meant, and places as ranges. Layer: lsp (shapes of protocol.ts).
import type {
  FilePlace,
  InhibitedBy,
  MayInhibit,
  MissedRoute,
  RoutedAlert,
  RoutedNotification,
  RouteStep,
} from '../features/routing/shapes';
import type { Service } from '../service';
import type { LineIndex } from '../text/lineIndex';
import { eachInSlices } from '../text/slices';
import { rangeOf } from './convert';
import type { Folders } from './folders';
import type { OpenDocuments } from './openDocuments';
import type {
  RouteParams,
  RouteResult,
  WireMissedRoute,
  WireNotification,
  WirePlace,
  WireRange,
  WireRouteStep,
} from './protocol';
import { canonicalUri } from './uri';

/** What the request is answered from. */
export interface RouteSetup {
  readonly service: Service;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The lines of any file of the workspace. */
  readonly linesOf: (file: string) => LineIndex | undefined;
}

/** Alerts whose places are looked up between two yields. */
const alertsPerSlice = 100;

/** The answer to the request. */
export function* routeOf(
  { service, folders, documents, now, linesOf }: RouteSetup,
  { uri, configuration, alerts = [], position, ...question }: RouteParams,
): Generator<void, RouteResult> {
  const file = canonicalUri(uri);
  const { workspace } = folders.of(file);
  const document = documents.get(uri);
  const found = position && document && service.ruleAt(document.source, document.lines.offset(position));
  const example = found && service.exampleAlert(workspace, document.uri, found, question.at ?? now());
  if (position && !example) return { candidates: [] };
  const rule = example && found ? ruleOf(example, rangeOf(found.span, document!.lines)) : undefined;
  const { candidates, routing } = yield* service.route(workspace, {
    ...question,
    alerts: example ? [example] : alerts,
    file,
    ...(configuration === undefined ? {} : { configuration: canonicalUri(configuration) }),
  });
  const told = { ...(rule ? { rule } : {}), candidates };
  if (!routing) return told;
  const lines = new Map<string, LineIndex | undefined>();
  const placed = ({ file: of, span }: FilePlace): WirePlace | undefined => {
    if (!lines.has(of)) lines.set(of, linesOf(of));
    const known = lines.get(of);
    return known && { uri: of, range: rangeOf(span, known) };
  };
  const step = ({ place, ...rest }: RouteStep<FilePlace>): WireRouteStep => {
    const at = place && placed(place);
    return { ...rest, ...(at ? { place: at } : {}) };
  };
  const inhibiting = ({ rule, ...rest }: InhibitedBy<FilePlace>): InhibitedBy<WirePlace> => {
    const at = rule && placed(rule);
    return { ...rest, ...(at ? { rule: at } : {}) };
  };
  const mayInhibit = ({ rule: at, ...rest }: MayInhibit<FilePlace>): MayInhibit<WirePlace> => {
    const place = at && placed(at);
    return { ...rest, ...(place ? { rule: place } : {}) };
  };
  const notification = (one: RoutedNotification<FilePlace>): WireNotification =>
    one.kind === 'held' ? { ...one, why: one.why.kind === 'inhibited' ? inhibiting(one.why) : one.why } : one;
  const missed = (one: MissedRoute<FilePlace>): WireMissedRoute => ({ ...one, step: step(one.step) });
  return {
    ...told,
    routing: {
      ...routing,
      alerts: yield* eachInSlices(
        routing.alerts,
        ({ sentAs, routes, missed: others, inhibited, inhibitedWhile }) => ({
          ...(sentAs ? { sentAs } : {}),
          inhibitedWhile: inhibitedWhile.map(mayInhibit),
          routes: routes.map(one => ({ ...one, path: one.path.map(step) })),
          missed: others.map(missed),
          ...(inhibited ? { inhibited: inhibiting(inhibited) } : {}),
        }),
        alertsPerSlice,
      ),
      notifications: routing.notifications.map(notification),
    },
  };
}

/** The alert of a rule without what only the server asks of it. */
function ruleOf({ labels, annotations, startsAt }: RoutedAlert, range: WireRange): NonNullable<RouteResult['rule']> {
  return {
    name: labels['alertname'] ?? '',
    range,
    alert: { labels, ...(annotations ? { annotations } : {}), startsAt },
  };
}
