// The transport of the extension host and the command line, over the platform's fetch: in VS Code that one knows the
// proxy and the certificates of the editor. Layer: beside lsp and cli (the core sees only the `Transport` type).
import type { Transport, TransportFailure, TransportRequest } from '../datasource/transport';

/** Sends requests with `fetch`. Redirects are handed back, never followed: a header could leave the server's origin. */
export const nodeTransport: Transport = async request => {
  if (request.signal?.aborted) return { ok: false, kind: 'cancelled', detail: 'cancelled' };
  const started = performance.now();
  const controller = new AbortController();
  let reason: 'timeout' | 'cancelled' | 'too-large' | undefined;
  const stop = (why: 'timeout' | 'cancelled' | 'too-large') => {
    reason ??= why;
    controller.abort();
  };
  const timer = setTimeout(() => stop('timeout'), request.timeoutMs);
  const cancel = () => stop('cancelled');
  request.signal?.addEventListener('abort', cancel);
  let answered = false;
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: controller.signal,
    });
    answered = true;
    const text = await readBody(response, request, () => stop('too-large'));
    if (text === undefined) return { ok: false, kind: 'too-large', detail: `over ${request.maxBytes} bytes` };
    return {
      ok: true,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text,
      tookMs: performance.now() - started,
    };
  } catch (error) {
    if (reason) return { ok: false, kind: reason, detail: answered ? reason : 'unanswered' };
    return classify(error, answered);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', cancel);
  }
};

/** The decoded body, or undefined when it grows past the limit; counting decoded bytes also stops a compression bomb. */
async function readBody(
  response: Response,
  request: TransportRequest,
  tooLarge: () => void,
): Promise<string | undefined> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > request.maxBytes) {
      tooLarge();
      return undefined;
    }
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}

function classify(error: unknown, answered: boolean): TransportFailure {
  const code = codeOf(error);
  const detail = code ?? messageOf(error);
  const fail = (kind: TransportFailure['kind']): TransportFailure => ({ ok: false, kind, detail });
  if (code === 'ECONNREFUSED') return fail('refused');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return fail('unknown-host');
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return fail('timeout');
  if (code?.startsWith('Z_')) return fail('encoding');
  if (code !== undefined && /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|EPROTO/.test(code)) return fail('tls');
  return fail(answered ? 'cut-off' : 'network');
}

/** The first error code along the chain of causes; fetch hides the system's error behind "fetch failed". */
function codeOf(error: unknown): string | undefined {
  let current: unknown = error;
  for (let i = 0; i < 5 && current instanceof Error; i++) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    if (current instanceof AggregateError && current.errors.length > 0) return codeOf(current.errors[0]);
    current = current.cause;
  }
  return undefined;
}

function messageOf(error: unknown): string {
  let current: unknown = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return current instanceof Error ? current.message : String(current);
}
