// What happens to alerts over time: what is sent to whom, what is held back and why. Layer: routing. Types only.
import type { LabelSet } from './conditions';
import type { InhibitionRule } from './inhibition';
import type { RouteNode } from './tree';

/** An alert from its start to its end, milliseconds since 1970; one that fires on has no end. */
export interface TimelineAlert {
  readonly labels: LabelSet;
  readonly annotations: LabelSet;
  readonly startsAt: number;
  readonly endsAt?: number;
  readonly generatorURL?: string;
}

/** Who a notification is for. */
export interface Recipient {
  readonly receiver: string;
  /** `slack`, `pagerduty`, …; of a receiver that tells nobody there are none. */
  readonly kind: string;
  readonly index: number;
  readonly sendResolved: boolean;
}

/** Why a notification is sent, in the words of templates (`.NotificationReason`). */
export type Reason =
  | 'first notification'
  | 'new alerts added'
  | 'some alerts resolved'
  | 'all alerts resolved'
  | 'repeat interval elapsed';

/** The group of alerts that an event is about. */
export interface Group {
  readonly route: RouteNode;
  readonly labels: LabelSet;
  readonly key: string;
}

/** An alert in a notification. */
export interface Told<A> {
  readonly alert: A;
  readonly firing: boolean;
}

export interface Sent<A> {
  readonly kind: 'sent';
  readonly at: number;
  readonly group: Group;
  readonly to: Recipient;
  readonly reason: Reason;
  /** In the order in which Alertmanager lists them. */
  readonly alerts: readonly Told<A>[];
}

/** Alerts that fire and are not told from a flush to another one. */
export interface Held<A> {
  readonly kind: 'held';
  readonly at: number;
  /** The last flush that was held back. */
  readonly until: number;
  readonly group: Group;
  readonly why: HeldBy<A>;
  readonly alerts: readonly A[];
}

export type HeldBy<A> =
  | { readonly kind: 'muted' | 'inactive'; readonly intervals: readonly string[] }
  | { readonly kind: 'inhibited'; readonly rule: InhibitionRule; readonly by: A };

/** Alerts that somebody was told of, and whose end is never told: it fell into a flush that was held back. */
export interface Lost<A> {
  readonly kind: 'lost';
  readonly at: number;
  readonly group: Group;
  readonly to: Recipient;
  readonly why: HeldBy<A>['kind'];
  readonly alerts: readonly A[];
}

export type TimelineEvent<A> = Sent<A> | Held<A> | Lost<A>;

export interface TimelineOptions {
  /** The end of what is looked at, milliseconds since 1970. */
  readonly until: number;
  /** How long after its flush a message is delivered, milliseconds; more than 0. */
  readonly latency?: number;
  /** `--data.retention` of Alertmanager, milliseconds. */
  readonly retention?: number;
  /** How often Prometheus says again that an alert is resolved, milliseconds; it does so for a quarter of an hour. */
  readonly resend?: number;
  /** No more than so many messages are made. */
  readonly most?: number;
}

export interface Timeline<A> {
  /** In order of time. */
  readonly events: readonly TimelineEvent<A>[];
  /** Set where there were more messages than were asked for. */
  readonly isCut: boolean;
}
