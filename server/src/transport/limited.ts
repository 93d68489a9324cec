// Courtesy towards a server: few requests at once, none while it asks to wait, patience while it starts. Layer: transport.
import type { CancelSignal, Transport, TransportFailure, TransportReply } from '../datasource/transport';

/** How many requests a server gets at once. */
const mostAtOnce = 4;
/** How long to wait after "too many requests" where the server does not say; and at most, whatever it says. */
const usualPauseMs = 30_000;
const longestPauseMs = 120_000;
/** Waits between looks at a server that is starting. */
const startingMs = [500, 1_000, 2_000];

/** Who waits for a turn. */
interface Waiting {
  readonly go: () => void;
}

/** A transport to one server. The time that a request waits for its turn does not count as the server's. */
export function limitTransport(transport: Transport, now: () => number = Date.now): Transport {
  let running = 0;
  const queue: Waiting[] = [];
  let closedUntil = 0;
  let closedBy: TransportReply | undefined;

  const turn = (signal: CancelSignal | undefined): Promise<boolean> => {
    if (running < mostAtOnce) {
      running++;
      return Promise.resolve(true);
    }
    return new Promise(resolve => {
      const cancel = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        resolve(false);
      };
      const waiting: Waiting = {
        go: () => {
          signal?.removeEventListener('abort', cancel);
          resolve(true);
        },
      };
      queue.push(waiting);
      signal?.addEventListener('abort', cancel);
    });
  };
  const leave = (): void => {
    const next = queue.shift();
    if (next) next.go();
    else running--;
  };

  return async request => {
    if (!(await turn(request.signal))) return cancelled;
    try {
      const left = closedUntil - now();
      // The server asked to be left alone: it is told to the person again, and to the server nothing.
      if (closedBy && left > 0)
        return { ...closedBy, headers: { ...closedBy.headers, 'retry-after': String(Math.ceil(left / 1000)) } };
      let reply = await transport(request);
      for (const wait of startingMs) {
        if (!isStarting(reply) || reply.tookMs + wait > request.timeoutMs) break;
        if (!(await pause(wait, request.signal))) return cancelled;
        reply = await transport(request);
      }
      if (reply.ok && reply.status === 429) {
        closedBy = reply;
        closedUntil = now() + pauseOf(reply);
      }
      return reply;
    } finally {
      leave();
    }
  };
}

const cancelled: TransportFailure = { ok: false, kind: 'cancelled', detail: 'cancelled' };

/** Prometheus says so in plain text while it reads its log; an error of the API is no such answer. */
function isStarting(reply: TransportReply | TransportFailure): reply is TransportReply {
  if (!reply.ok || reply.status !== 503 || reply.text.length > 200) return false;
  return /^Service Unavailable$|\bnot ready\b/i.test(reply.text.trim());
}

function pauseOf({ headers }: TransportReply): number {
  const value = headers['retry-after'] ?? '';
  const asked = /^\d{1,5}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(headers['date'] ?? '');
  return Math.min(Number.isFinite(asked) && asked >= 0 ? asked : usualPauseMs, longestPauseMs);
}

/** False where it was cancelled meanwhile. */
function pause(ms: number, signal: CancelSignal | undefined): Promise<boolean> {
  return new Promise(resolve => {
    const cancel = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancel);
      resolve(true);
    }, ms);
    signal?.addEventListener('abort', cancel);
  });
}
