// What asking a server once tells about it: whether it answers, signed in how, what it is, and what it can do. No vscode here.
import type { ServerIdentity, ServerSource } from '../../../server/src/datasource/datasource';
import { kindNames } from '../../../server/src/datasource/prometheus/kinds';
import type { ServerAuth } from '../serverAuth';
import type { ServerConfig } from '../serverSettings';

export interface Probe {
  readonly good: boolean;
  /** One or two sentences for the person. */
  readonly text: string;
  readonly identity?: ServerIdentity;
  /** Feature flags that it was started with, where it tells. */
  readonly flags: readonly string[];
}

const signedIn: Readonly<Record<ServerAuth['kind'], string>> = {
  none: 'without credentials',
  basic: 'with user and password',
  bearer: 'with the token',
  header: 'with the header',
  cookie: 'with the cookies',
  oauth2: 'with a token of the token endpoint',
  sigv4: 'with signed requests',
  google: 'with Google credentials',
};

/** Asks for one constant, for the version and, of Prometheus, for its flags. */
export async function probeServer(
  source: ServerSource,
  { auth, tls }: Pick<ServerConfig, 'auth' | 'tls'>,
  signal?: AbortSignal,
): Promise<Probe> {
  const call = { timeoutMs: 5_000, maxBytes: 64_000, ...(signal ? { signal } : {}) };
  // `vector(1)` needs no data and proves address, credentials and PromQL; not every server tells its version.
  const constant = await source.query('vector(1)', Date.now(), call);
  if (!constant.ok) return { good: false, text: `${source.name}: ${constant.error.message}`, flags: [] };
  const told = await source.identify(call);
  const identity = told.ok ? told.data : undefined;
  const flags = identity?.kind === 'prometheus' ? await source.flags({ ...call, maxBytes: 256_000 }) : undefined;
  const names = flags?.ok ? flags.data.features : [];
  const ms = Math.max(1, Math.round(constant.tookMs));
  const features = names.length > 0 ? ` Its feature flags are ${names.join(', ')}.` : '';
  const text = `${source.name} answers ${waysOf(auth, tls)}: ${identity ? nameOf(identity) : kindNames.unknown}, ${ms} ms.${features}${identity ? hints(identity) : ''}`;
  return { good: true, text, ...(identity ? { identity } : {}), flags: names };
}

function waysOf(auth: ServerAuth, tls: ServerConfig['tls']): string {
  if (tls?.cert === undefined) return signedIn[auth.kind];
  const certificate = 'the client certificate';
  return auth.kind === 'none' ? `with ${certificate}` : `${signedIn[auth.kind]} and ${certificate}`;
}

/** Its name with the version, and what stands between. */
export function nameOf({ kind, version, grafana }: ServerIdentity): string {
  return `${kindNames[kind]}${version === undefined ? '' : ` ${version}`}${grafana ? ' behind Grafana' : ''}`;
}

/** What a preview against it may show otherwise than Prometheus would alert. */
function hints({ features }: ServerIdentity): string {
  return [
    features.ownDialect ? ' It also takes expressions that Prometheus refuses.' : '',
    features.alignsStep ? ' It may move the steps of a graph to round times.' : '',
    features.nameRegex ? '' : ' It takes exact metric names only.',
  ].join('');
}
