// Where alerts go: by which configurations, to which receivers, over time. Layer: service.

import type { Analysis } from '../analysis/analysis';
import { spanOf } from '../analysis/facts';
import type { Config } from '../config/config';
import type { CursorReader } from '../features/cursor/cursor';
import type { Hover } from '../features/hover';
import type { NamedDocument } from '../features/knowledge';
import { answerRoute, chosenFrom } from '../features/routing/ask';
import { configurationsIn, type FoundConfiguration } from '../features/routing/configurations';
import type { RouteQuestion, RouteReply } from '../features/routing/question';
import type { AskedAlert } from '../features/routing/route';
import { alertMarkdown, routeAtCursor, routeMarkdown } from '../features/routing/routeHover';
import { alertOfFact, exampleOf } from '../features/routing/ruleAlert';
import { sentFact } from '../features/routing/sending';
import { previewOf } from '../features/rulePreview';
import type { RuleAt } from '../features/rules';
import { compareText } from '../go/order';
import type { SourceDocument } from '../model/document';
import type { MatcherStrategy } from '../model/matcherStrategy';
import { isAlertmanager } from '../model/root';
import { templatesOf, textsApart } from '../routing/templateFiles';
import { eachInSlices } from '../text/slices';
import type { Span } from '../text/span';
import type { Workspace } from '../workspace/workspace';

/** Alerts that get the external labels between two yields. */
const alertsPerSlice = 100;

export interface RoutingService {
  /** The configurations of Alertmanager by which the workspace's alerts may go. In slices. */
  routings(workspace: Workspace): Generator<void, readonly FoundConfiguration[]>;
  /** Where alerts go, and what keeps them quiet. In slices. */
  route(workspace: Workspace, question: RouteQuestion): Generator<void, RouteReply>;
  /** Where the alert at an offset goes, or which alerts end up at the route there. In slices. */
  routeHover(workspace: Workspace, document: SourceDocument, offset: number): Generator<void, Hover | undefined>;
  /** The alert of a rule as it could be when it starts at a time; undefined for a rule that records. */
  exampleAlert(workspace: Workspace, file: string, rule: RuleAt, at: number): AskedAlert | undefined;
  /** What is known of the alerts of a document's rules before they fire. */
  ruleAlerts(
    workspace: Workspace,
    file: string,
    at: number,
  ): readonly { readonly alert: AskedAlert; readonly span: Span }[];
}

export function routingService(analysis: Analysis, cursorAt: CursorReader): RoutingService {
  /** The documents with routes by name, whichever came first, read again where they were let go. */
  function* routingDocuments(workspace: Workspace): Generator<NamedDocument, void> {
    const routing = workspace.files().filter(file => workspace.factsOf(file).routes.length > 0);
    for (const file of routing.sort(compareText)) {
      const document = workspace.document(file) ?? workspace.reopen(file);
      if (document) yield { file, document };
    }
  }
  // What was made of the same documents before.
  const routed = new WeakMap<
    Workspace,
    {
      readonly config: Config;
      readonly strategy: MatcherStrategy | undefined;
      readonly documents: readonly NamedDocument[];
      readonly found: readonly FoundConfiguration[];
    }
  >();
  function* routings(workspace: Workspace): Generator<void, readonly FoundConfiguration[]> {
    yield* workspace.gather();
    const documents = [...routingDocuments(workspace)];
    const { config } = workspace;
    const known = routed.get(workspace);
    // Of several Alertmanagers the last one counts.
    const strategy = workspace.matcherStrategies().at(-1);
    const isSame =
      known?.config === config &&
      known.strategy === strategy &&
      known.documents.length === documents.length &&
      known.documents.every(({ document }, i) => document === documents[i]!.document);
    if (known && isSame) return known.found;
    const found = yield* configurationsIn(documents, analysis, config.alertmanager, config.matcherMode, strategy);
    // Those that were let go are not held on to.
    const areOpen = documents.every(({ file, document }) => workspace.document(file) === document);
    if (areOpen) routed.set(workspace, { config, strategy, documents, found });
    else routed.delete(workspace);
    return found;
  }
  return {
    routings,
    *route(workspace, question) {
      const external = workspace.config.externalLabels ?? {};
      const alerts = yield* eachInSlices(
        question.alerts,
        alert => (alert.sentAs ? alert : { ...alert, labels: { ...external, ...alert.labels } }),
        alertsPerSlice,
      );
      return yield* answerRoute(
        yield* routings(workspace),
        { ...question, alerts },
        ({ base, file }) =>
          templatesOf(base, file, workspace.templates, one =>
            textsApart(one, workspace.facts(), name => workspace.document(name) ?? workspace.reopen(name)),
          ),
        workspace.senders(question.file),
      );
    },
    *routeHover(workspace, document, offset) {
      const at = cursorAt(document, offset).written;
      const file = workspace.fileOf(document);
      if (!at || file === undefined) return undefined;
      const span = at.spanInFile(0, at.scalar.value.length);
      if (at.rule && at.path.at(-1) === 'alert' && at.role === 'value') {
        const facts = workspace.factsOf(file);
        const fact = facts.alerts.find(alert => spanOf(facts, alert.at).from === span.from);
        const senders = workspace.senders(file);
        const sent = fact && sentFact(fact, senders);
        const markdown = sent && alertMarkdown(sent, yield* routings(workspace), senders?.unclear);
        return markdown === undefined ? undefined : { markdown, ...span };
      }
      if (!isAlertmanager(at.root)) return undefined;
      if (!at.path.includes('route')) return undefined;
      const found = yield* routings(workspace);
      const meant = chosenFrom(found, at.root.kind === 'alertmanager' ? { configuration: file } : {});
      const route = meant && routeAtCursor(at, file, meant);
      if (!route) return undefined;
      const alerts = workspace
        .facts()
        .documents.flatMap(one => one.alerts.map(fact => sentFact(fact, workspace.senders(one.file))));
      const markdown = yield* routeMarkdown(route, meant.configuration.tree, alerts);
      return markdown === undefined ? undefined : { markdown, ...span };
    },
    exampleAlert(workspace, file, found, at) {
      const facts = workspace.factsOf(file);
      const fact = facts.alerts.find(alert => {
        const { from, to } = spanOf(facts, alert.at);
        return from >= found.span.from && to <= found.span.to;
      });
      if (!fact) return undefined;
      const { dialect } = workspace.config;
      const shown = previewOf(found, analysis.parts(found.rule, dialect, workspace.catalog()));
      const value = shown.comparison?.threshold ?? 1;
      return exampleOf(found, sentFact(fact, workspace.senders(file)), { at, version: dialect.version, value });
    },
    ruleAlerts(workspace, file, at) {
      const facts = workspace.factsOf(file);
      const senders = workspace.senders(file);
      return facts.alerts.map(fact => ({
        alert: alertOfFact(sentFact(fact, senders), at),
        span: spanOf(facts, fact.at),
      }));
    },
  };
}
