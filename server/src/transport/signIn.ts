// Signing in: what is added to a request so that a server takes it. A way to sign in may ask for a token first, or sign each
// request; what it adds goes to the origin of the request alone. Layer: transport.
import type { Transport, TransportRequest } from '../datasource/transport';

/** The headers that a request needs (and its address as it was signed), or one sentence for the person why there are none. */
export type Credentials =
  | { readonly headers: Readonly<Record<string, string>>; readonly url?: string; readonly problem?: undefined }
  | { readonly headers?: undefined; readonly problem: string };

export interface SignIn {
  credentials(request: TransportRequest): Promise<Credentials>;
  /** The server refused what it was given: whether asking again may give something else. */
  refused?(given: Credentials): boolean;
  /** Texts that may not be shown, written to a log or handed on, as they are now. */
  secrets(): readonly string[];
}

/** Sends every request signed in; after a 401 once more where there are other credentials to be had. */
export function signTransport(transport: Transport, signIn: SignIn): Transport {
  // A key that cannot be read makes the platform's own functions throw.
  const ask = (request: TransportRequest): Promise<Credentials> => signIn.credentials(request).catch(() => unusable);
  const send = async (request: TransportRequest, credentials: Credentials): ReturnType<Transport> => {
    if (credentials.problem !== undefined) return { ok: false, kind: 'sign-in', detail: credentials.problem };
    const { headers, url = request.url } = credentials;
    return transport({ ...request, url, headers: { ...request.headers, ...headers } });
  };
  return async request => {
    const given = await ask(request);
    const reply = await send(request, given);
    return reply.ok && reply.status === 401 && signIn.refused?.(given) ? send(request, await ask(request)) : reply;
  };
}

const unusable: Credentials = { problem: 'The credentials of this server cannot be used. Enter them again.' };

/** Headers that are the same with every request. */
export function fixedHeaders(headers: Readonly<Record<string, string>>, secrets: readonly string[]): SignIn {
  return { credentials: async () => ({ headers }), secrets: () => secrets };
}
