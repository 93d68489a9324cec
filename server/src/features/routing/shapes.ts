// What is told of where alerts go: routes, groups, times and what keeps them quiet. The command line prints these shapes, and
// the custom messages carry them with ranges for spans (`lsp/protocol.ts`). Layer: features. Types only.
import type { Message } from '../../routing/messages';
import type { Reason } from '../../routing/timelineShapes';
import type { Span } from '../../text/span';

/** An alert as Prometheus sends it. */
export interface RoutedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970; of an alert that fires `endsAt` is left out. */
  readonly startsAt: number;
  readonly endsAt?: number;
  readonly generatorURL?: string;
}

/** A place in a file of the workspace. */
export interface FilePlace {
  readonly file: string;
  readonly span: Span;
}

/** A route on the way of an alert, or beside it. */
export interface RouteStep<P> {
  /** Where it stands; undefined for what the operator adds by itself. */
  readonly place?: P;
  /** As amtool and people name it: `route`, `route.routes[1]`, `route.routes[1].routes[0]`. */
  readonly name: string;
  /** Its matchers, sorted; of a route that takes everything none. */
  readonly matchers: readonly string[];
  /** Its own receiver, where it names one. */
  readonly receiver?: string;
  readonly continues: boolean;
}

/** A route that was met and did not take the alert. */
export interface MissedRoute<P> {
  readonly step: RouteStep<P>;
  /** The matchers that the alert does not pass, with the value that it has ('' where it has none). */
  readonly failed: readonly { readonly matcher: string; readonly value: string }[];
  /** Not even tried: the route of this name came first and lets nothing pass on. */
  readonly behind?: string;
}

/** An integration of a receiver. */
export interface RoutedIntegration {
  /** `slack`, `pagerduty`, `email`, … */
  readonly kind: string;
  /** Its place among those of its kind. */
  readonly index: number;
  /** Whether it is told when alerts are resolved; undefined where that is not known. */
  readonly sendResolved?: boolean;
}

/** Why nothing is sent at a moment although alerts fire. */
export interface Quiet {
  /** `muted`: within a mute interval; `inactive`: outside of all active ones. */
  readonly kind: 'muted' | 'inactive';
  readonly intervals: readonly string[];
}

/** Another alert of the list that keeps one from being told. */
export interface InhibitedBy<P> {
  readonly kind: 'inhibited';
  /** Its number. */
  readonly by: number;
  /** The rule that says so, and the labels that have to be equal. */
  readonly rule?: P;
  readonly equal: readonly string[];
}

/** A route that takes an alert. */
export interface ReachedRoute<P> {
  readonly receiver: string;
  /** Empty where the receiver tells nobody, or is not known here. */
  readonly integrations: readonly RoutedIntegration[];
  /** False where labels decide that are not known. */
  readonly certain: boolean;
  /** From the root to the route. */
  readonly path: readonly RouteStep<P>[];
  /** Label names, or `...` for all. */
  readonly groupBy: readonly string[];
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly groupKey: string;
  /** Milliseconds. */
  readonly groupWait: number;
  readonly groupInterval: number;
  readonly repeatInterval: number;
  /** How often it is really repeated: at the first flush after `repeatInterval` has passed. */
  readonly repeatsEvery: number;
  /** Of the moment that was asked for. */
  readonly quiet?: Quiet;
}

/** What a Prometheus makes of an alert before it sends it. */
export interface SentAs {
  /** The file with its configuration. */
  readonly file: string;
  /** Whether it sends the alert at all. */
  readonly sent: 'yes' | 'no' | 'perhaps';
  /** The labels that it is sent with. */
  readonly labels: Readonly<Record<string, string>>;
  /** What is done to it, in sentences: what drops it, what changes its labels, which external labels it gets. */
  readonly words: readonly string[];
}

/** What becomes of one alert. */
export interface AlertRouting<P> {
  /** Absent where nothing is known of who sends it. */
  readonly sentAs?: SentAs;
  readonly routes: readonly ReachedRoute<P>[];
  /** Routes beside the way of the alert, in the order of the file; no more than thirty. */
  readonly missed: readonly MissedRoute<P>[];
  /** What keeps it from being told at the moment that was asked for: another alert of the list. */
  readonly inhibited?: InhibitedBy<P>;
  /** What would keep it from being told, were it to fire: rules whose target it is, or may be. */
  readonly inhibitedWhile: readonly MayInhibit<P>[];
}

/** An inhibition rule that an alert may fall under. */
export interface MayInhibit<P> {
  readonly rule?: P;
  /** False where labels decide that are not known. */
  readonly certain: boolean;
  /** Matchers of the alerts that inhibit. */
  readonly source: readonly string[];
  /** Labels that have to be equal. */
  readonly equal: readonly string[];
}

/** What one configuration makes of alerts. */
export interface Routing<P> {
  /** The file with the configuration. */
  readonly configuration: string;
  /** Files with AlertmanagerConfig objects that the operator adds to it. */
  readonly objects: readonly string[];
  /** Says that it is not known what Prometheus does to alerts before it sends them, and why: labels are those before that. */
  readonly unsent?: string;
  /** The moment that was asked for, milliseconds since 1970. */
  readonly at: number;
  /** In the order of the alerts. */
  readonly alerts: readonly AlertRouting<P>[];
  /** What is sent, held back and lost over time, in order. */
  readonly notifications: readonly RoutedNotification<P>[];
  /** Set where more is sent than was asked for. */
  readonly isCut?: true;
  /** Set where template files of the configuration were not found: texts that call theirs fail here. */
  readonly lacksTemplates?: true;
}

/** The group of alerts that is told about, and whom. */
interface OfGroup {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The route, by the name of its step. */
  readonly route: string;
  readonly receiver: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly groupKey: string;
}

/** A message to one integration. */
export interface SentNotification extends OfGroup {
  readonly kind: 'sent';
  readonly integration: RoutedIntegration;
  readonly reason: Reason;
  readonly status: 'firing' | 'resolved';
  /** Numbers of alerts, in the order in which the message lists them. */
  readonly alerts: readonly { readonly alert: number; readonly firing: boolean }[];
  /** As it would look; left out where texts were not asked for. */
  readonly message?: Message;
  /** Of an alert that is not known as a whole: its first message, could it fire at that time. */
  readonly isExample?: true;
}

/** Alerts that fire and are not told at flushes from `at` to `until`. */
export interface HeldNotification<P> extends OfGroup {
  readonly kind: 'held';
  readonly until: number;
  readonly why: Quiet | InhibitedBy<P>;
  readonly alerts: readonly number[];
}

/** Alerts whose end an integration is never told of although it was told of their start. */
export interface LostNotification extends OfGroup {
  readonly kind: 'lost';
  readonly integration: RoutedIntegration;
  readonly why: 'muted' | 'inactive' | 'inhibited';
  readonly alerts: readonly number[];
}

export type RoutedNotification<P> = SentNotification | HeldNotification<P> | LostNotification;
