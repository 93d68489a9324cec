// Alerts over time through one Alertmanager: groups that come and go, their flushes, what each integration is told and what is
// held back (dispatch/dispatch.go, notify/notify.go). Layer: routing (pure).

import { sortInSlices } from '../text/slices';
import { Agenda } from './agenda';
import { inOrder, type Ordered, orderedBy } from './alertOrder';
import { labelSetKey, labelsIn } from './conditions';
import type { RoutingConfiguration } from './configuration';
import { Inhibitor } from './inhibition';
import { NotificationLog, reasonToTell } from './notificationLog';
import { recipientsOf } from './receivers';
import type {
  Group,
  HeldBy,
  Lost,
  Recipient,
  Timeline,
  TimelineAlert,
  TimelineEvent,
  TimelineOptions,
  Told,
} from './timelineShapes';
import { groupKey, groupLabels, type RouteNode, routesTaking } from './tree';

/** How long Prometheus repeats that an alert is resolved. */
const resolvedRetention = 15 * 60_000;

/** Steps between two yields, and alerts that flushes go through. */
const perSlice = 500;

const alertsPerSlice = 20;

const usual = { latency: 1, retention: 120 * 3_600_000, resend: 60_000, most: 10_000 };

/** What becomes of alerts. Two with the same labels are one alert that fires several times. In slices. */
export function* timelineOf<A extends TimelineAlert>(
  configuration: RoutingConfiguration,
  alerts: readonly A[],
  options: TimelineOptions,
): Generator<void, Timeline<A>> {
  const run = new Run<A>(configuration, options);
  // The latest first: an alert has to know when it fires again.
  for (const [i, alert] of [...alerts].sort((a, b) => b.startsAt - a.startsAt).entries()) {
    run.add(alert);
    if (i % alertsPerSlice === alertsPerSlice - 1) yield;
  }
  while (yield* run.step());
  return run.result();
}

/** An alert with what is worked out once: who is who, and where it goes. */
interface Known<A> {
  readonly alert: A;
  readonly order: Ordered;
  readonly fingerprint: string;
  readonly routes: readonly RouteNode[];
  /** When the same alert fires again. */
  readonly again: number;
}

/** A group of alerts that is alive. */
interface LiveGroup<A> extends Group {
  readonly members: Map<string, Known<A>>;
  /** The last flush, or undefined before the first. */
  last?: number;
  next: number;
  readonly held: Map<
    string,
    { readonly at: number; until: number; readonly why: HeldBy<A>; readonly alerts: readonly A[] }
  >;
}

type Happening<A> =
  | { readonly kind: 'arrival'; readonly known: Known<A> }
  | { readonly kind: 'flush'; readonly group: LiveGroup<A> };

class Run<A extends TimelineAlert> {
  private readonly agenda = new Agenda<Happening<A>>();
  private readonly groups = new Map<RouteNode, Map<string, LiveGroup<A>>>();
  private readonly events: TimelineEvent<A>[] = [];
  private readonly log: NotificationLog;
  private readonly inhibitor: Inhibitor<A>;
  private readonly recipients = new Map<string, readonly Recipient[]>();
  private readonly options: Required<TimelineOptions>;
  /** Ends that nobody heard of so far: Prometheus repeats them for a while. */
  private readonly lost = new Map<string, Lost<A>>();
  private sent = 0;
  /** Steps and alerts since the last yield. */
  private work = 0;

  /** When alerts that were added fire first. */
  private readonly upcoming = new Map<string, number>();

  constructor(
    private readonly configuration: RoutingConfiguration,
    options: TimelineOptions,
  ) {
    this.options = { ...usual, ...options };
    this.log = new NotificationLog(this.options.retention);
    this.inhibitor = new Inhibitor(configuration.inhibitions);
  }

  /** Takes in an alert; those that start later come before. */
  add(alert: A): void {
    this.inhibitor.add(alert);
    const fingerprint = labelSetKey(alert.labels);
    const routes = routesTaking(this.configuration.tree, labelsIn(alert.labels)).map(({ route }) => route);
    const order = orderedBy(alert.labels);
    const again = this.upcoming.get(fingerprint) ?? Number.POSITIVE_INFINITY;
    this.upcoming.set(fingerprint, alert.startsAt);
    this.agenda.add(alert.startsAt, 0, { kind: 'arrival', known: { alert, order, fingerprint, routes, again } });
  }

  /** Does what is next; false where nothing more happens, or enough was said. */
  *step(): Generator<void, boolean> {
    if (this.sent >= this.options.most) return false;
    const next = this.agenda.next(this.options.until);
    if (!next) return false;
    if (next.what.kind === 'arrival') this.arrive(next.what.known, next.at);
    else if (next.what.group.next === next.at) yield* this.flush(next.what.group, next.at);
    if (this.isLong(1)) yield;
    return true;
  }

  result(): Timeline<A> {
    for (const byKey of this.groups.values()) for (const group of byKey.values()) this.release(group, () => false);
    this.events.push(...this.lost.values());
    this.events.sort((a, b) => a.at - b.at);
    return { events: this.events, isCut: this.sent >= this.options.most };
  }

  /** Prometheus sends the alert: when it starts, when it ends, and then again for a while. */
  private arrive(known: Known<A>, at: number): void {
    const { alert, again, routes } = known;
    for (const route of routes) this.insert(route, known, at);
    const { endsAt } = alert;
    if (endsAt === undefined) return;
    const next = at < endsAt ? endsAt : at + this.options.resend;
    if (next < again && next <= endsAt + resolvedRetention) this.agenda.add(next, 0, { kind: 'arrival', known });
  }

  private insert(route: RouteNode, known: Known<A>, at: number): void {
    const { alert, fingerprint } = known;
    const labels = groupLabels(route, alert.labels);
    const name = labelSetKey(labels);
    const byKey = this.groups.get(route) ?? new Map<string, LiveGroup<A>>();
    this.groups.set(route, byKey);
    const live = byKey.get(name);
    if (live) {
      live.members.set(fingerprint, known);
      this.wake(live, at);
      return;
    }
    const { groupWait } = route.options;
    // An alert that should have been told by now is told at once: Alertmanager was down, or learns of it late.
    const next = alert.startsAt + groupWait < at ? at : at + groupWait;
    const members = new Map([[fingerprint, known]]);
    const group = { route, labels, key: groupKey(route, labels), members, next, held: new Map() };
    byKey.set(name, group);
    this.agenda.add(next, 1, { kind: 'flush', group });
  }

  /** A group that slept over flushes at which nothing could change is flushed at its next one. */
  private wake(group: LiveGroup<A>, at: number): void {
    const { groupInterval } = group.route.options;
    if (group.last === undefined) return;
    const flush = group.last + Math.max(1, Math.ceil((at - group.last) / groupInterval)) * groupInterval;
    if (flush >= group.next) return;
    group.next = flush;
    this.agenda.add(flush, 1, { kind: 'flush', group });
  }

  private isLong(work: number): boolean {
    this.work += work;
    if (this.work < perSlice) return false;
    this.work = 0;
    return true;
  }

  /** A group in the order in which its alerts are told. */
  private *inOrder({ members }: LiveGroup<A>): Generator<void, readonly Known<A>[]> {
    const all = [...members.values()];
    const byOrder = (a: Known<A>, b: Known<A>): number => inOrder(a.order, b.order);
    return all.length > perSlice ? yield* sortInSlices(all, byOrder) : all.sort(byOrder);
  }

  private *flush(group: LiveGroup<A>, at: number): Generator<void, void> {
    const isFiring = ({ alert: { endsAt } }: Known<A>): boolean => endsAt === undefined || endsAt > at;
    const all = yield* this.inOrder(group);
    const { left, stillHeld } = yield* this.passing(group, all, isFiring, at);
    this.release(group, key => stillHeld.has(key));
    let until = Number.POSITIVE_INFINITY;
    if (left.length > 0) {
      const told = left.map(known => ({ known, firing: isFiring(known) }));
      for (const to of this.recipientsOf(group.route.options.receiver)) {
        until = Math.min(until, this.tell(group, to, told, at));
        if (this.isLong(told.length)) yield;
      }
    }
    group.last = at;
    for (const known of all) if (!isFiring(known)) group.members.delete(known.fingerprint);
    if (group.members.size === 0) {
      this.release(group, () => false);
      this.groups.get(group.route)!.delete(labelSetKey(group.labels));
      return;
    }
    const { groupInterval, mutes, actives } = group.route.options;
    // Until a message is due again nothing happens by itself.
    const isRestless =
      mutes.length > 0 || actives.length > 0 || all.some(({ alert }) => this.inhibitor.mayInhibit(alert.labels));
    group.next = isRestless ? at + groupInterval : at + (Math.floor((until - at) / groupInterval) + 1) * groupInterval;
    this.agenda.add(group.next, 1, { kind: 'flush', group });
  }

  /** The alerts of a flush that nothing holds back; remembers the others. */
  private *passing(
    group: LiveGroup<A>,
    all: readonly Known<A>[],
    isFiring: (known: Known<A>) => boolean,
    at: number,
  ): Generator<void, { readonly left: readonly Known<A>[]; readonly stillHeld: ReadonlySet<string> }> {
    const stillHeld = new Set<string>();
    const hold = (key: string, why: HeldBy<A>, held: readonly Known<A>[]): void => {
      const ended = held.filter(known => !isFiring(known));
      if (ended.length > 0) this.lose(group, ended, why.kind, at);
      const firing = held.filter(isFiring).map(({ alert }) => alert);
      if (firing.length === 0) return;
      stillHeld.add(key);
      const known = group.held.get(key);
      if (known) known.until = at;
      else group.held.set(key, { at, until: at, why, alerts: firing });
    };
    const fires = ({ startsAt, endsAt }: A): boolean => startsAt <= at && (endsAt === undefined || endsAt > at);
    const left: Known<A>[] = [];
    for (const known of all) {
      const found = this.inhibitor.inhibits(known.alert.labels, fires);
      if (found) hold(`inhibited ${known.fingerprint}`, { kind: 'inhibited', ...found }, [known]);
      else left.push(known);
      if (this.isLong(1)) yield;
    }
    if (left.length === 0) return { left, stillHeld };
    const { mutes, actives } = group.route.options;
    const { activity } = this.configuration;
    if (actives.length > 0 && !actives.some(name => activity.holds(name, at) !== false)) {
      hold('inactive', { kind: 'inactive', intervals: actives }, left);
      return { left: [], stillHeld };
    }
    const muting = mutes.filter(name => activity.holds(name, at) === true);
    if (muting.length === 0) return { left, stillHeld };
    hold('muted', { kind: 'muted', intervals: muting }, left);
    return { left: [], stillHeld };
  }

  /** What was held back until the last flush and is no more. */
  private release(group: LiveGroup<A>, isHeld: (key: string) => boolean): void {
    for (const [key, held] of group.held) {
      if (isHeld(key)) continue;
      group.held.delete(key);
      this.events.push({ kind: 'held', ...held, group: asGroup(group) });
    }
  }

  /** Ends that nobody will hear of although somebody heard of the start. */
  private lose(group: LiveGroup<A>, ended: readonly Known<A>[], why: HeldBy<A>['kind'], at: number): void {
    for (const to of this.recipientsOf(group.route.options.receiver)) {
      if (!to.sendResolved) continue;
      const key = logKey(group, to);
      const entry = this.log.find(key, at);
      for (const { fingerprint, alert } of ended) {
        const name = `${key} ${fingerprint}`;
        if (!entry?.firing.has(fingerprint) || this.lost.has(name)) continue;
        this.lost.set(name, { kind: 'lost', at, group: asGroup(group), to, why, alerts: [alert] });
      }
    }
  }

  /** Tells one integration, if there is anything to tell; gives the time at which it has to be told again. */
  private tell(
    group: LiveGroup<A>,
    to: Recipient,
    told: readonly { readonly known: Known<A>; readonly firing: boolean }[],
    at: number,
  ): number {
    const { repeatInterval } = group.route.options;
    const key = logKey(group, to);
    const some = (wanted: boolean): ReadonlySet<string> =>
      new Set(told.filter(({ firing }) => firing === wanted).map(({ known }) => known.fingerprint));
    const [firing, resolved] = [some(true), some(false)];
    const entry = this.log.find(key, at);
    const reason = reasonToTell(entry, firing, resolved, { sendResolved: to.sendResolved, repeatInterval, at });
    if (!reason) return entry ? Math.min(entry.at + repeatInterval, entry.expires - 1) : Number.POSITIVE_INFINITY;
    for (const fingerprint of resolved) this.lost.delete(`${key} ${fingerprint}`);
    const delivered = at + this.options.latency;
    // That all is resolved is remembered also where it is not to be said.
    if (to.sendResolved || firing.size > 0) {
      const alerts: Told<A>[] = told
        .filter(one => to.sendResolved || one.firing)
        .map(({ known, firing: isFiring }) => ({ alert: known.alert, firing: isFiring }));
      this.events.push({ kind: 'sent', at, group: asGroup(group), to, reason, alerts });
      this.sent++;
    }
    const { expires } = this.log.write(key, { at: delivered, firing, resolved }, repeatInterval);
    return Math.min(delivered + repeatInterval, expires - 1);
  }

  private recipientsOf(name: string): readonly Recipient[] {
    const known = this.recipients.get(name) ?? recipientsOf(this.configuration, name);
    this.recipients.set(name, known);
    return known;
  }
}

function asGroup({ route, labels, key }: Group): Group {
  return { route, labels, key };
}

function logKey({ key }: Group, { receiver, kind, index }: Recipient): string {
  return JSON.stringify([key, receiver, kind, index]);
}
