// The custom messages between the client and the language server, declared once and imported by both sides.
// Types only: no dependency on a connection. Layer: lsp. Longer than usual: one message after the other.
import type { BacktestRule } from '../backtest/rule';
import type { SimulationFacts } from '../datasource/simulated/facts';
import type {
  PreviewedRule,
  PreviewSample,
  RenderedSeries,
  RenderedText,
  RenderInput,
  RenderOutput,
  RuleChange,
} from '../features/previewShapes';
import type { RouteQuestion } from '../features/routing/question';
import type {
  AlertRouting,
  MissedRoute,
  Quiet,
  ReachedRoute,
  RoutedAlert,
  RoutedIntegration,
  RoutedNotification,
  RouteStep,
  Routing,
} from '../features/routing/shapes';
import type { LiveAnswer, LiveQuestion } from '../live/live';
import type { Scenario } from '../model/scenario/scenario';
import type { Message, MessagePart } from '../routing/messages';

/** A place in a document, 0-based, characters in UTF-16 units, as in LSP. */
export interface WirePosition {
  readonly line: number;
  readonly character: number;
}
export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

/** `mlAlertRules/ruleAt`: the rule at a position, prepared for the preview; null where there is none. */
export const ruleAtRequest = 'mlAlertRules/ruleAt';
export interface RuleAtParams {
  readonly uri: string;
  readonly position: WirePosition;
}
export interface RulePreview extends PreviewedRule {
  readonly uri: string;
  /** Version of the document this was read from. */
  readonly version: number;
  /** Names the rule for later requests while the document has this version: offset of the rule's first character. */
  readonly id: number;
  readonly range: WireRange;
  /** Prepared for a backtest (`askBacktest` in `backtest/backtestRule.ts`); absent for a recording rule and a broken expression. */
  readonly backtest?: BacktestRule;
}

/** `mlAlertRules/render`: final labels and rendered annotations of series in the result. */
export const renderRequest = 'mlAlertRules/render';
export type WireSample = PreviewSample;
export interface RenderParams extends RenderInput {
  readonly uri: string;
  readonly version: number;
  readonly id: number;
}
export type { RenderedSeries, RenderedText };
/** Null when the document has moved on: ask `ruleAt` again. */
export type RenderResult = RenderOutput;

/** `mlAlertRules/simulation`: what a simulation has to know of the metrics that an expression reads. */
export const simulationRequest = 'mlAlertRules/simulation';
export interface SimulationParams {
  readonly uri: string;
  readonly expr: string;
}
export type SimulationResult = SimulationFacts;

/** `mlAlertRules/scenarios`: the scenarios of the folder's own files, and the version of Prometheus that is imitated. */
export const scenariosRequest = 'mlAlertRules/scenarios';
export interface ScenariosParams {
  readonly uri: string;
}
export interface ScenariosResult {
  readonly own: readonly Scenario[];
  readonly prometheus: string;
  readonly features: readonly string[];
}

/** `mlAlertRules/locate`: where characters of a rule's decoded expression stand in the document. */
export const locateRequest = 'mlAlertRules/locate';
export interface LocateParams {
  readonly uri: string;
  readonly version: number;
  readonly id: number;
  readonly from: number;
  readonly to: number;
}
export type LocateResult = readonly WireRange[];

/** `mlAlertRules/backtestRule`: an alert of this name and group in another text of a document (on disk, in Git); null where there is none. */
export const backtestRuleRequest = 'mlAlertRules/backtestRule';
export interface BacktestRuleParams {
  readonly uri: string;
  readonly text: string;
  readonly group: string;
  readonly name: string;
}
export type BacktestRuleResult = BacktestRule | null;

/** `mlAlertRules/editRule`: the edits of the document that give a rule other thresholds or durations. */
export const editRuleRequest = 'mlAlertRules/editRule';
export interface EditRuleParams extends RuleChange {
  readonly uri: string;
  readonly version: number;
  readonly id: number;
}
/** Null where the document has moved on, and where an edit cannot surely be made. */
export type EditRuleResult = readonly { readonly range: WireRange; readonly newText: string }[] | null;

/**
 * `mlAlertRules/route`: where alerts go by the Alertmanager configuration of the workspace, and what keeps them quiet. Alerts
 * are given as Prometheus fires them: `external_labels` of the settings are added to those that lack them.
 */
export const routeRequest = 'mlAlertRules/route';
export interface RouteParams
  extends Pick<RouteQuestion, 'sending' | 'at' | 'until' | 'texts' | 'most' | 'externalURL'> {
  /** The document that is asked from, of a rule or of a configuration: its folder is the workspace. */
  readonly uri: string;
  /** The configuration that is meant, where there are several: one of the answer's `candidates`. */
  readonly configuration?: string;
  /** Left out where `position` names a rule. */
  readonly alerts?: readonly RoutedAlert[];
  /** In place of alerts: the rule here, whose alert is known as far as its rule tells. It starts at `at`, or now. */
  readonly position?: WirePosition;
}
export type { Message, MessagePart, Quiet, RoutedAlert, RoutedIntegration };
/** A place in some file. */
export interface WirePlace {
  readonly uri: string;
  readonly range: WireRange;
}
export type WireNotification = RoutedNotification<WirePlace>;
export type WireAlertRouting = AlertRouting<WirePlace>;
export type WireReachedRoute = ReachedRoute<WirePlace>;
export type WireRouteStep = RouteStep<WirePlace>;
export type WireMissedRoute = MissedRoute<WirePlace>;
export interface RouteResult {
  /** The alert of the rule at the position, as it could be: labels that only the data tells stand there as `‹name›`. */
  readonly rule?: { readonly name: string; readonly range: WireRange; readonly alert: RoutedAlert };
  /** URIs of all files with a configuration. */
  readonly candidates: readonly string[];
  /** Absent where there is none, or where there are several and none was named. */
  readonly routing?: Routing<WirePlace>;
}

/**
 * `mlAlertRules/standardAlerts`: the alerts, records, routes and receivers that may be inserted near a position, each with
 * its edit. Without a document, or where nothing of ours may stand in it, they are for a new file.
 */
export const standardAlertsRequest = 'mlAlertRules/standardAlerts';
export interface StandardAlertsParams {
  readonly uri?: string;
  readonly position?: WirePosition;
}
export interface WireStandardAlert {
  readonly title: string;
  readonly topic: string;
  /** What it watches, one sentence. */
  readonly watches: string;
  /** Exporters that it needs; '' for routes and receivers. */
  readonly needs: string;
  readonly metrics: readonly string[];
  readonly range: WireRange;
  /** In VS Code's snippet syntax, indented for its place: to be inserted as it is. */
  readonly snippet: string;
}
export interface StandardAlertsResult {
  /** Version of the document that the ranges are in; absent where they are for a new file. */
  readonly version?: number;
  /** Where they go, in words: `into the group gpu, after GPUHot`. */
  readonly where: string;
  readonly alerts: readonly WireStandardAlert[];
}

/** `mlAlertRules/unitTests`: the unit tests of rules in all folders, for a list of them. */
export const unitTestsRequest = 'mlAlertRules/unitTests';
export interface WireTestFile {
  readonly uri: string;
  readonly tests: readonly WireTest[];
}
export interface WireTest {
  readonly title: string;
  readonly range: WireRange;
  readonly cases: readonly WireCase[];
}
/** An alert or an expression that is looked at at a time. */
export interface WireCase {
  readonly title: string;
  readonly range: WireRange;
}

/** `mlAlertRules/runUnitTests`: runs the tests of a file; those with the given numbers, or all. */
export const runUnitTestsRequest = 'mlAlertRules/runUnitTests';
export interface RunUnitTestsParams {
  readonly uri: string;
  readonly tests?: readonly number[];
  /** Whether to tell which rules the tests reach. */
  readonly coverage?: boolean;
}
export interface RunUnitTestsResult {
  /** What keeps the whole file from running. */
  readonly errors: readonly WireTestMessage[];
  readonly tests: readonly WireTestResult[];
  /** The rules of the rule files in their order, where that was asked for. */
  readonly rules: readonly WireRuleCoverage[];
  /** Milliseconds that it took. */
  readonly took: number;
}
/** `mlAlertRules/createTest`: a unit test of the alert at a position, proven to hold, and where it goes. */
export const createTestRequest = 'mlAlertRules/createTest';
export interface CreateTestParams extends RuleAtParams {
  /** With series of the scenario in which the alert fires; without, and where there is none, with the plainest that were found. */
  readonly simulated?: boolean;
}
export type CreateTestResult =
  /** Why there is none, in a sentence. */
  | { readonly problem: string }
  | {
      /** The file of tests that the edit is for; with `isNew` it has to be made, with the text of the edit. */
      readonly uri: string;
      readonly isNew: boolean;
      readonly edit: { readonly range: WireRange; readonly newText: string };
      /** Names of the tests. */
      readonly names: readonly string[];
      /** Seconds after which the alert fires. */
      readonly firesAt: number;
      /** Title of the scenario that the series are from. */
      readonly scenario?: string;
    };

/** `mlAlertRules/shrinkTest`: the edits that make the unit test at a position smaller without another outcome. */
export const shrinkTestRequest = 'mlAlertRules/shrinkTest';
export type ShrinkTestParams = RuleAtParams;
export type ShrinkTestResult =
  | { readonly problem: string }
  | {
      readonly edits: readonly { readonly range: WireRange; readonly newText: string }[];
      readonly before: WireTestSize;
      readonly after: WireTestSize;
    };
export interface WireTestSize {
  readonly series: number;
  readonly samples: number;
}

/** A rule, and whether an alert fired or a series was recorded by it in one of the tests. */
export interface WireRuleCoverage {
  readonly uri: string;
  readonly range: WireRange;
  readonly fired: boolean;
  /** The sides of `or` in its expression; one that stands in several pieces is there for each. */
  readonly branches: readonly { readonly range: WireRange; readonly text: string; readonly fired: boolean }[];
}
export interface WireTestMessage {
  readonly uri: string;
  readonly range: WireRange;
  readonly message: string;
}
export interface WireTestResult {
  /** Number of the test in its file. */
  readonly test: number;
  /** Why the rest of it was not run. */
  readonly faults: readonly WireTestMessage[];
  /** By the number of the case in its test; those that were not reached are left out. */
  readonly cases: readonly {
    readonly case: number;
    readonly failure?: { readonly message: string; readonly expected?: string; readonly actual?: string };
  }[];
}

/**
 * `mlAlertRules/documentKinds`, a notification of the server: what an open document holds. Sent after the first analysis
 * of a document and whenever the list changes; an empty list for a file that is none of ours. Menus and the status bar
 * of the client follow it.
 */
export const documentKindsNotification = 'mlAlertRules/documentKinds';
export interface DocumentKindsParams {
  readonly uri: string;
  /** Kinds as in `check --format json`: `rules`, `prometheus-rule`, `alertmanager`, … */
  readonly kinds: readonly string[];
}

/**
 * `mlAlertRules/live`, a request of the server: what the server of metrics that a folder uses knows. Null where the client does not
 * ask any (none is chosen, the workspace is not trusted, it is switched off). Only sent to clients that say so at the start.
 */
export const liveRequest = 'mlAlertRules/live';
export interface LiveParams {
  /** A folder, or a document outside of all. */
  readonly uri: string;
  /** Somebody waits for it. */
  readonly urgent: boolean;
  readonly questions: readonly LiveQuestion[];
}
export interface LiveResult {
  /** The name that the user gave to it. */
  readonly server: string;
  /** It does not answer at present. */
  readonly isAway?: boolean;
  /** In the order of the questions; null where one was not answered. */
  readonly answers: readonly (LiveAnswer | null)[];
}

/** `mlAlertRules/liveChanged`, a notification of the client: another server may be asked now, or none. */
export const liveChangedNotification = 'mlAlertRules/liveChanged';

/** What the client sends as `initializationOptions`; every field may be missing. */
export interface InitializationOptions {
  /** URI of the folder with the pages of the checks, without a slash at the end; `codeDescription.href` points below it. */
  readonly docs?: string;
  /** The client answers `mlAlertRules/live`. */
  readonly live?: boolean;
}
