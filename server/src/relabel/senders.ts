// What becomes of an alert on its way from Prometheus to Alertmanager, where one Prometheus or another may send it. Layer: relabel
// (pure).
import type { FiredLabels } from './draft';
import { Relabeller, type Sending, type SentLabels } from './relabel';

/** A Prometheus by its configuration. */
export interface Sender {
  readonly file: string;
  /** Absent where it is not known what it does, for the reason that `unknown` says. */
  readonly sending?: Sending;
  readonly unknown?: string;
}

export class Senders {
  private readonly relabellers: readonly Relabeller[];
  private readonly memo = new WeakMap<object, readonly SentLabels[]>();

  /** Those that do the same count once. */
  constructor(readonly all: readonly Sender[]) {
    const distinct = new Map(all.map(({ sending }) => [textOf(sending), sending]));
    this.relabellers = [...distinct.values()].flatMap(sending => (sending ? [new Relabeller(sending)] : []));
    this.isKnown = this.relabellers.length === distinct.size;
  }

  /** Whether it is known of each what it does. */
  readonly isKnown: boolean;

  /** The one that is meant, where all do the same, and that is known. */
  get one(): Relabeller | undefined {
    return this.isKnown && this.relabellers.length === 1 ? this.relabellers[0] : undefined;
  }

  /** Why it is not clear what is done to alerts, in words; undefined where it is. */
  get unclear(): string | undefined {
    if (this.one) return undefined;
    const unknown = this.all.find(one => one.unknown !== undefined);
    if (unknown)
      return `What ${nameOf(unknown.file)} does to alerts before they are sent is not known, as ${unknown.unknown}: labels are those before that.`;
    const names = this.all.map(({ file }) => nameOf(file));
    const shown = new Set(names).size < names.length ? this.all.map(({ file }) => nameOf(file, 2)) : names;
    return `Several configurations of Prometheus do different things to alerts (${shown.join(', ')}): labels are those before that.`;
  }

  /** What each makes of an alert; worked out once for an object. */
  sent<A extends object>(alert: A, fired: (alert: A) => FiredLabels): readonly SentLabels[] {
    let known = this.memo.get(alert);
    if (!known) {
      const labels = fired(alert);
      known = this.relabellers.map(one => one.sent(labels));
      this.memo.set(alert, known);
    }
    return known;
  }
}

/** A label whose value is not known is not the same as none. */
function textOf(sending: Sending | undefined): string {
  return JSON.stringify(sending, (_, value: unknown) => (value === undefined ? null : value)) ?? '';
}

/** The name of a file that a path or URI names; with `parts` of 2 that of its folder in front. */
export function nameOf(file: string, parts = 1): string {
  const name = file.split(/[/\\]/).slice(-parts).join('/');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
