// The requests that only our own client sends: previews, simulated data, routes, unit tests, standard alerts. Layer: lsp.
import type { Connection } from 'vscode-languageserver';
import type { Service } from '../service';
import type { LineIndex } from '../text/lineIndex';
import type { Folders } from './folders';
import type { OpenDocument, OpenDocuments } from './openDocuments';
import { createPreviewRequests } from './preview';
import {
  type BacktestRuleParams,
  backtestRuleRequest,
  type CreateTestParams,
  type CreateTestResult,
  createTestRequest,
  type EditRuleParams,
  editRuleRequest,
  locateRequest,
  type RouteParams,
  type RunUnitTestsParams,
  renderRequest,
  routeRequest,
  ruleAtRequest,
  runUnitTestsRequest,
  type ScenariosParams,
  type ScenariosResult,
  type ShrinkTestParams,
  type ShrinkTestResult,
  type SimulationParams,
  type StandardAlertsParams,
  scenariosRequest,
  shrinkTestRequest,
  simulationRequest,
  standardAlertsRequest,
  unitTestsRequest,
} from './protocol';
import { routeOf } from './route';
import { type Cancellation, type Priority, resultOf, type Scheduler } from './scheduler';
import { standardAlertsOf } from './standardAlerts';
import { runUnitTests, unitTestsOf } from './unitTests';
import { canonicalUri } from './uri';
import { createTestAt, shrinkTestAt } from './writeTests';

export interface OwnRequests {
  readonly connection: Connection;
  readonly service: Service;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  readonly scheduler: Scheduler;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Lines of any file of the workspace. */
  readonly linesOf: (file: string) => LineIndex | undefined;
  /** Resolves once the files of all folders were read. */
  readonly filesRead: () => Promise<void>;
}

/** Answers these requests of a connection from now on. */
export function answerOwnRequests(setup: OwnRequests): void {
  const { connection, service, folders, documents, scheduler, now, linesOf } = setup;
  const previews = createPreviewRequests(service, folders);
  const asked = (uri: string): OpenDocument | undefined => documents.get(uri);
  let requests = 0;
  const inSlices = <T>(token: Cancellation | undefined, work: () => Generator<void, T>, priority?: Priority) =>
    resultOf(scheduler, `own request ${++requests}`, work, { token, priority });
  /** What may take many seconds: judging what somebody types goes before it. */
  const beside = <T>(token: Cancellation, work: () => Generator<void, T>) => inSlices(token, work, 'refresh');

  connection.onRequest(ruleAtRequest, params => previews.ruleAt(asked(params.uri), params));
  connection.onRequest(renderRequest, params => previews.render(asked(params.uri), params));
  connection.onRequest(locateRequest, params => previews.locate(asked(params.uri), params));
  connection.onRequest(editRuleRequest, (params: EditRuleParams, token) =>
    inSlices(token, () => previews.edit(asked(params.uri), params)),
  );
  connection.onRequest(backtestRuleRequest, ({ uri, ...params }: BacktestRuleParams, token) =>
    inSlices(token, () => previews.backtest({ uri: canonicalUri(uri), ...params })),
  );

  connection.onRequest(simulationRequest, ({ uri, expr }: SimulationParams, token) =>
    inSlices(token, () => service.simulationFacts(folders.of(canonicalUri(uri)).workspace, expr)),
  );
  connection.onRequest(scenariosRequest, ({ uri }: ScenariosParams): ScenariosResult => {
    const { workspace } = folders.of(canonicalUri(uri));
    const { version, features } = workspace.config.dialect;
    return {
      own: service.scenarios(workspace),
      prometheus: `${version.major}.${version.minor}`,
      features: [...features],
    };
  });

  connection.onRequest(routeRequest, (params: RouteParams, token) =>
    inSlices(token, () => routeOf({ service, folders, documents, now, linesOf }, params)),
  );
  connection.onRequest(standardAlertsRequest, ({ uri, position }: StandardAlertsParams) =>
    standardAlertsOf(service, folders, uri === undefined ? undefined : asked(uri), position),
  );

  connection.onRequest(unitTestsRequest, async () => {
    await setup.filesRead();
    return inSlices(undefined, () => unitTestsOf(service, folders));
  });
  connection.onRequest(runUnitTestsRequest, (params: RunUnitTestsParams, token) =>
    beside(token, () => runUnitTests(service, folders, params, now)),
  );
  connection.onRequest<CreateTestResult, void>(
    createTestRequest,
    ({ uri, position, simulated }: CreateTestParams, token) =>
      beside(token, () => createTestAt(service, folders, asked(uri), position, simulated)),
  );
  connection.onRequest<ShrinkTestResult, void>(shrinkTestRequest, ({ uri, position }: ShrinkTestParams, token) =>
    beside(token, () => shrinkTestAt(service, folders, asked(uri), position)),
  );
}
