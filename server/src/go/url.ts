// What Go's net/url and net packages say of a URL or an address, as Alertmanager asks them. Layer: go.

/** What is wrong with an absolute http or https URL, undefined where nothing is. */
export function httpUrlProblem(text: string): string | undefined {
  const parsed = parseUrl(text);
  if ('error' in parsed) return `\`${cut(text)}\` is no URL: ${parsed.error}.`;
  if (parsed.scheme !== 'http' && parsed.scheme !== 'https') {
    return parsed.scheme === ''
      ? `\`${cut(text)}\` is no URL: it must begin with http:// or https://.`
      : `The scheme \`${parsed.scheme}\` is not supported here; use http:// or https://.`;
  }
  return parsed.host === '' ? `\`${cut(text)}\` names no host; write it behind ${parsed.scheme}://.` : undefined;
}

/** What is wrong with a `host:port` address, undefined where nothing is; the rules of net.SplitHostPort. */
export function hostPortProblem(text: string): string | undefined {
  const wrong = (what: string): string => `\`${cut(text)}\` is no address: ${what}.`;
  const colon = text.lastIndexOf(':');
  if (colon < 0) return wrong('the port is missing; write host:port');
  let openFrom = 0;
  let closeFrom = 0;
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    if (end < 0) return wrong('the closing `]` is missing');
    if (end + 1 === text.length) return wrong('the port is missing; write [host]:port');
    if (end + 1 !== colon) return wrong(text[end + 1] === ':' ? 'there are too many colons' : 'the port is missing');
    openFrom = 1;
    closeFrom = end + 1;
  } else if (text.slice(0, colon).includes(':')) {
    return wrong('there are too many colons; put an IPv6 address into brackets');
  }
  if (text.indexOf('[', openFrom) >= 0) return wrong('there is a `[` where none may stand');
  if (text.indexOf(']', closeFrom) >= 0) return wrong('there is a `]` where none may stand');
  return colon === text.length - 1 ? wrong('the port is empty; write host:port') : undefined;
}

/** Scheme (in lower case) and host of a URL reference, or what net/url refuses about it. */
export function parseUrl(
  text: string,
): { readonly scheme: string; readonly host: string } | { readonly error: string } {
  if (/[\x00-\x1f\x7f]/.test(text)) return { error: 'it has a control character' };
  const hash = text.indexOf('#');
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  let rest = hash < 0 ? text : text.slice(0, hash);
  if (badEscape(fragment)) return { error: 'a `%` must be followed by two hex digits' };
  if (rest === '*') return { scheme: '', host: '' };
  if (rest.startsWith(':')) return { error: 'the scheme is missing' };
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(rest)?.[1] ?? '';
  if (scheme !== '') rest = rest.slice(scheme.length + 1);
  const query = rest.indexOf('?');
  if (query >= 0) rest = rest.slice(0, query);
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { scheme: scheme.toLowerCase(), host: '' };
    const colon = rest.split('/', 1)[0]?.includes(':');
    if (colon) return { error: 'the first path segment has a colon; does the scheme (http://) lack?' };
  }
  let host = '';
  if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash < 0 ? '' : rest.slice(slash);
    const problem = authorityProblem(authority);
    if (problem) return { error: problem };
    host = authority.slice(authority.lastIndexOf('@') + 1);
  }
  if (badEscape(rest)) return { error: 'a `%` must be followed by two hex digits' };
  return { scheme: scheme.toLowerCase(), host };
}

function authorityProblem(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    const user = authority.slice(0, at);
    if (!/^[A-Za-z0-9._:~!$&'()*+,;=%@-]*$/.test(user))
      return 'the user name or password has a character that must be written as %XX';
    if (badEscape(user)) return 'a `%` must be followed by two hex digits';
  }
  const host = authority.slice(at + 1);
  const bracket = host.lastIndexOf('[');
  let port = '';
  let name = host;
  if (bracket >= 0) {
    if (bracket > 0) return 'a `[` may only begin the host';
    const end = host.lastIndexOf(']');
    if (end < 0) return 'the closing `]` of the host is missing';
    port = host.slice(end + 1);
    name = host.slice(0, end + 1);
  } else {
    const colon = host.lastIndexOf(':');
    if (colon >= 0) {
      port = host.slice(colon);
      name = host.slice(0, colon);
      if (name.includes(':')) return 'the host has too many colons; put an IPv6 address into brackets';
    }
  }
  if (!/^(?::[0-9]*)?$/.test(port)) return `\`${cut(port.replace(/^:/, ''))}\` is no port`;
  if (badEscape(name) || /%(?!25)[0-7][0-9A-Fa-f]/.test(name))
    return 'the host has an escape that is not allowed there';
  const odd = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/.exec(name);
  return odd ? `the host has the character \`${odd[0]}\`, which may not stand there` : undefined;
}

function badEscape(text: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(text);
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
