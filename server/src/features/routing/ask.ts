// The question where alerts of a workspace go: which configuration is meant, and what it makes of them. Layer: features.
import { Senders } from '../../relabel/senders';
import type { RoutingConfiguration } from '../../routing/configuration';
import type { RouteNode } from '../../routing/tree';
import { eachInSlices } from '../../text/slices';
import type { FoundConfiguration } from './configurations';
import { notificationsOf, type TemplatesOf } from './notifications';
import type { RouteQuestion, RouteReply } from './question';
import { routeAlerts } from './route';
import { sentAlert } from './sending';

/** Alerts that go through the steps of a Prometheus between two yields. */
const perSlice = 5;

/** What becomes of alerts by the configurations of a workspace; `senders`: who sends those that are given as they fire. */
export function* answerRoute(
  found: readonly FoundConfiguration[],
  asked: RouteQuestion,
  templates: TemplatesOf,
  senders?: Senders,
): Generator<void, RouteReply> {
  const candidates = [...new Set(found.map(({ configuration }) => configuration.file))];
  const chosen = chosenFrom(found, asked);
  if (!chosen) return { candidates };
  const labels = labelsAsked(chosen.configuration);
  const known = asked.sending ? new Senders([{ file: 'the server', sending: asked.sending }]) : senders;
  const alerts = yield* eachInSlices(asked.alerts, alert => sentAlert(alert, known, labels), perSlice);
  const question = { ...asked, alerts };
  const at = question.at ?? least(question.alerts.map(({ startsAt }) => startsAt));
  const told = yield* notificationsOf(chosen.configuration, question, templates);
  return {
    candidates,
    routing: {
      configuration: chosen.configuration.file,
      objects: chosen.objects,
      ...(known?.unclear === undefined ? {} : { unsent: known.unclear }),
      at,
      alerts: yield* routeAlerts(chosen.configuration, question.alerts, at),
      ...told,
    },
  };
}

/** The labels that routes and inhibition rules ask for. */
function labelsAsked({ tree, inhibitions }: RoutingConfiguration): ReadonlySet<string> {
  const labels = new Set<string>();
  const visit = ({ conditions, routes }: RouteNode): void => {
    for (const { label } of conditions.matchers) labels.add(label);
    routes.forEach(visit);
  };
  visit(tree);
  for (const { source, target, equal } of inhibitions) {
    for (const { label } of [...source.matchers, ...target.matchers]) labels.add(label);
    for (const label of equal) labels.add(label);
  }
  return labels;
}

function least(times: readonly number[]): number {
  return times.reduce((a, b) => Math.min(a, b), times[0] ?? 0);
}

/** The configuration that is meant; undefined where that is not clear. */
export function chosenFrom(
  found: readonly FoundConfiguration[],
  { file, configuration }: Pick<RouteQuestion, 'file' | 'configuration'>,
): FoundConfiguration | undefined {
  const named = configuration ?? (found.some(one => one.configuration.file === file) ? file : undefined);
  const meant = named === undefined ? found : found.filter(one => one.configuration.file === named);
  // Of several in one file the first is the one that a tool reads.
  return named !== undefined || meant.length === 1 ? meant[0] : undefined;
}
