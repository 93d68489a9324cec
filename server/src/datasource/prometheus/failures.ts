// The error of a request that got no complete answer, in one or two plain sentences. Layer: datasource.
import type { SourceError } from '../datasource';
import type { TransportFailure } from '../transport';
import { clean, seconds } from './shownText';
import type { ServerUrl } from './url';

/** What a message may need to know of the request. */
export interface RequestContext {
  readonly server: ServerUrl;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** The expression, where one was sent: errors are placed in it. */
  readonly expr?: string;
  /** Texts that must not appear in any message. */
  readonly secrets: readonly string[];
}

/** The error of a request that got no complete answer. */
export function failureError(failure: TransportFailure, context: RequestContext): SourceError {
  const { server } = context;
  switch (failure.kind) {
    case 'cancelled':
      return { kind: 'cancelled', message: 'The request was cancelled.' };
    case 'timeout':
      if (failure.detail === 'unconnected')
        return {
          kind: 'unreachable',
          message: `The host of ${server.origin} does not answer. Check the address, the VPN and the firewall.`,
        };
      if (failure.detail === 'idle')
        return {
          kind: 'timeout',
          message: `The answer of ${server.origin} stood still and was given up. Try again; the network or a proxy may be slow.`,
        };
      return {
        kind: 'timeout',
        message: `No ${failure.detail === 'unanswered' ? '' : 'complete '}answer from ${server.origin} within ${seconds(context.timeoutMs)}. Narrow the expression or the window, or look at the load of the server.`,
      };
    case 'too-large':
      return {
        kind: 'too-large',
        message: `The answer is larger than ${Math.round(context.maxBytes / 1_000_000)} MB and was not read to its end. Aggregate, or select fewer series.`,
      };
    case 'refused':
      return {
        kind: 'unreachable',
        message: `Nothing listens at ${server.origin}. Start the server or its port-forward, or correct the address.`,
      };
    case 'unknown-host':
      return {
        kind: 'unreachable',
        message: `The host of ${server.origin} cannot be resolved from where this window's extensions run. Check the name, the VPN and the proxy.`,
      };
    case 'proxy':
      return {
        kind: 'unreachable',
        message: `The proxy at ${clean(failure.detail, context)} takes no connection. Check the setting http.proxy.`,
      };
    case 'tls':
      return { kind: 'tls', message: tlsMessage(failure, context) };
    case 'sign-in':
      return { kind: 'unauthorized', message: clean(failure.detail, context) };
    case 'cut-off':
      return cutOff(server);
    case 'encoding':
      return {
        kind: 'malformed',
        message: `The answer of ${server.origin} is compressed in a way that cannot be read.`,
      };
    case 'network':
      if (/^HPE_/.test(failure.detail))
        return {
          kind: 'malformed',
          message: `What listens at ${server.origin} does not speak ${server.secure ? 'http' : 'http. Try https://'}.`,
        };
      return {
        kind: 'unreachable',
        message: `${server.origin} cannot be reached (${clean(failure.detail, context)}). Check the network, the VPN and the proxy.${resetHint(failure, server)}`,
      };
  }
}

/** What speaks only https hangs up on everything else. */
function resetHint({ detail }: TransportFailure, { secure }: ServerUrl): string {
  return detail === 'ECONNRESET' && !secure ? ' If it speaks https, change the address.' : '';
}

export function cutOff(server: ServerUrl, status?: number): SourceError {
  return {
    kind: 'malformed',
    ...(status === undefined ? {} : { status }),
    message: `The answer of ${server.origin} was cut off in the middle. Try again; a port-forward or a proxy may have dropped the connection or limit the size of answers.`,
  };
}

function tlsMessage({ detail: code, certificate }: TransportFailure, context: RequestContext): string {
  const { server } = context;
  const said = (text: string | undefined): string => clean(text ?? '', context).slice(0, 200);
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH|EPROTO/.test(code) && server.secure)
    return `The server at ${server.origin} does not speak https. Try http://.`;
  if (/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code)) {
    const issuer = said(certificate?.issuer);
    return `The certificate of ${server.origin} is signed by ${issuer === '' ? 'an authority' : `"${issuer}"`}, which this machine does not trust (${code}). Add the authority to the system's certificates, or name its file in the server's "tls.ca".`;
  }
  if (/EXPIRED|NOT_YET_VALID/.test(code)) {
    const dates = certificate ? ` It counts from ${said(certificate.from)} to ${said(certificate.to)}.` : '';
    return `The certificate of ${server.origin} is not valid at this time (${code}).${dates}`;
  }
  if (/ALTNAME/.test(code)) {
    const names = certificate ? `: ${said(certificate.names)}` : '';
    return `The certificate of ${server.origin} is for another host name (${code})${names}.`;
  }
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE/.test(code))
    return `The server at ${server.origin} wants a client certificate (${code}). Name its files in the server's "tls.cert" and "tls.key".`;
  if (/OSSL|ERR_SSL_(?:BAD|NO_START)|KEY_VALUES_MISMATCH|BAD_DECRYPT/.test(code))
    return `The client certificate or its key cannot be used (${code}). Check the files of "tls.cert" and "tls.key", and the passphrase.`;
  return `No secure connection to ${server.origin} (${code}).`;
}
