// Go's net package, as far as templates use it: host, port, and whether a host is an IP address.
// Layer: template.

/** `net.SplitHostPort`, or undefined where it fails. */
export function splitHostPort(address: string): { host: string; port: string } | undefined {
  const colon = address.lastIndexOf(':');
  if (colon < 0) return undefined;
  const port = address.slice(colon + 1);
  if (address.startsWith('[')) {
    const end = address.indexOf(']');
    if (end < 0 || end + 1 !== colon) return undefined;
    const host = address.slice(1, end);
    return host.includes('[') || /[[\]]/.test(address.slice(end + 1)) ? undefined : { host, port };
  }
  const host = address.slice(0, colon);
  return host.includes(':') || /[[\]]/.test(address) ? undefined : { host, port };
}

/** `net.JoinHostPort`. */
function joinHostPort(host: string, port: string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The host without its domain, with its port; an IP address stays whole. */
export function stripDomain(address: string): string {
  const parts = splitHostPort(address);
  const host = parts?.host ?? address;
  if (isAddress(host)) return address;
  const short = host.split('.')[0] ?? '';
  return parts?.port ? joinHostPort(short, parts.port) : short;
}

/** `netip.ParseAddr` succeeds. */
function isAddress(host: string): boolean {
  for (const char of host) {
    if (char === '.') return isIPv4(host);
    if (char === ':') return isIPv6(host);
    if (char === '%') return false;
  }
  return false;
}

function isIPv4(host: string): boolean {
  const parts = host.split('.');
  return parts.length === 4 && parts.every(part => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIPv6(host: string): boolean {
  const zone = host.indexOf('%');
  if (zone >= 0 && zone === host.length - 1) return false;
  let body = zone >= 0 ? host.slice(0, zone) : host;
  let words = 8;
  const last = body.slice(body.lastIndexOf(':') + 1);
  if (last.includes('.')) {
    if (!isIPv4(last)) return false;
    words = 6;
    body = body.slice(0, body.length - last.length);
    if (body.endsWith(':') && !body.endsWith('::')) body = body.slice(0, -1);
  }
  const halves = body.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')));
  if (!groups.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < words : groups.length === words;
}
