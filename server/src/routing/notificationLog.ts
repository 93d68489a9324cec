// What Alertmanager remembers of what it sent, and what it decides by it (nflog/nflog.go, notify/dedup_stage.go).
// Layer: routing (pure).
import type { Reason } from './timelineShapes';

/** The last message to one integration about one group: fingerprints of alerts. */
export interface LogEntry {
  readonly at: number;
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  /** From then on it is gone. */
  readonly expires: number;
}

/** What is decided at a flush: whether to say something, and why. */
export function reasonToTell(
  entry: LogEntry | undefined,
  firing: ReadonlySet<string>,
  resolved: ReadonlySet<string>,
  asked: { readonly sendResolved: boolean; readonly repeatInterval: number; readonly at: number },
): Reason | undefined {
  if (!entry) return firing.size > 0 ? 'first notification' : undefined;
  if (!isSubset(firing, entry.firing)) return entry.firing.size === 0 ? 'first notification' : 'new alerts added';
  if (firing.size === 0) return entry.firing.size > 0 ? 'all alerts resolved' : undefined;
  if (asked.sendResolved && !isSubset(resolved, entry.resolved)) return 'some alerts resolved';
  return entry.at < asked.at - asked.repeatInterval ? 'repeat interval elapsed' : undefined;
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  for (const one of some) if (!all.has(one)) return false;
  return true;
}

/** Expired entries are looked for so often. */
const maintenance = 15 * 60_000;

/** The log of one Alertmanager. */
export class NotificationLog {
  private readonly entries = new Map<string, LogEntry>();

  constructor(private readonly retention: number) {}

  find(key: string, at: number): LogEntry | undefined {
    const entry = this.entries.get(key);
    return entry && at < entry.expires ? entry : undefined;
  }

  write(key: string, entry: Omit<LogEntry, 'expires'>, repeatInterval: number): LogEntry {
    const expires = entry.at + Math.min(2 * repeatInterval, this.retention) + maintenance;
    const written = { ...entry, expires };
    this.entries.set(key, written);
    return written;
  }
}
