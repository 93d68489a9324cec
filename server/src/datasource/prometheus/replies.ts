// What a reply of the API says before its data is read: whether it is an answer, and what went wrong. Layer: datasource.
import type { Answer, SourceError } from '../datasource';
import type { TransportFailure, TransportReply } from '../transport';
import { type Decoded, decodeEnvelope } from './decode';
import { envelopeSteps, type ListPlace } from './envelope';
import { apiError, formatError, statusError } from './errors';
import type { RequestContext } from './failures';
import { clean } from './shownText';
import type { Steps } from './steps';

/** What needs no steps, in one. */
export function inOneStep<T>(decode: (data: unknown) => Decoded<T>): (data: unknown) => Steps<Decoded<T>> {
  return function* (data) {
    yield 0;
    return decode(data);
  };
}

/** Reads a reply in steps: what the API says of itself, then its data. */
export function* readSteps<T>(
  reply: TransportReply,
  decode: (data: unknown, headers: TransportReply['headers']) => Steps<Decoded<T>>,
  maxElements: number,
  context: RequestContext,
  list?: ListPlace,
): Steps<Answer<T>> {
  const envelope = yield* envelopeSteps(reply, maxElements, list);
  const good = reply.status >= 200 && reply.status < 300;
  if ('problem' in envelope) {
    return failed(good ? formatError(reply, envelope.problem, context) : statusError(reply, context));
  }
  if (envelope.status === 'error') return failed(apiError(reply, envelope, context));
  if (!good) return failed(statusError(reply, context));
  const decoded = yield* decode(envelope.data, reply.headers);
  if (!decoded.ok) return failed(formatError(reply, decoded.problem, context));
  return {
    ok: true,
    data: decoded.data,
    warnings: [...envelope.warnings.map(text => clean(text, context)), ...decoded.notes],
    infos: envelope.infos.map(text => clean(text, context)),
    tookMs: reply.tookMs,
    ...clockOf(reply),
  };
}

function clockOf(reply: TransportReply): { readonly clockMs?: number } {
  const clockMs = Date.parse(reply.headers['date'] ?? '');
  return Number.isNaN(clockMs) ? {} : { clockMs };
}

/** Whether a request may well succeed if it is sent once more. */
export function isPassing(reply: TransportReply | TransportFailure): boolean {
  return (
    !reply.ok &&
    (reply.kind === 'network' || reply.kind === 'unknown-host') &&
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|EAI_AGAIN)$/.test(reply.detail)
  );
}

/** Whether a reply to POST may mean "not with this method"; an error of the API itself is an answer, not a refusal. */
export function refusesPost(reply: TransportReply): boolean {
  if (![403, 404, 405, 501].includes(reply.status)) return false;
  const envelope = decodeEnvelope(reply.text);
  return 'problem' in envelope;
}

/** The answer of what went wrong. */
export function failed(error: SourceError): { readonly ok: false; readonly error: SourceError } {
  return { ok: false, error };
}
