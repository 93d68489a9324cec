// Redirects within a server's origin: the API may have moved below another path. Layer: datasource.
import type { TransportReply } from '../transport';
import { apiUrl, parseServerUrl, type ServerUrl } from './url';

/**
 * Where the API of a server is now, by a redirect that names the same operation at the same origin; undefined for any other
 * answer. Nothing is sent to another origin: credentials would leave the server with it.
 */
export function movedTo(reply: TransportReply, server: ServerUrl, operation: string): ServerUrl | undefined {
  if (![301, 302, 307, 308].includes(reply.status)) return undefined;
  const target = (reply.headers['location'] ?? '').replace(/[?#].*$/s, '');
  const whole = /^\/(?!\/)/.test(target) ? server.origin + target : target;
  const read = parseServerUrl(whole);
  if ('problem' in read || read.url.origin !== server.origin || read.url.prefix === server.prefix) return undefined;
  return whole === apiUrl(read.url, operation) ? read.url : undefined;
}
