// Tells what stands at an address: by what the person says, by the address, and by what the server says of its build.
// Layer: datasource.
import type { Answer, ServerIdentity } from '../datasource';
import { type DeclaredKind, featuresOf, isAtLeast, isGrafanaProxy, kindOfUrl, type ServerKind } from './kinds';
import type { ServerUrl } from './url';

/** What `status/buildinfo` and the headers around it say. */
export interface BuildTraits {
  readonly version?: string;
  readonly application?: string;
  readonly goVersion?: string;
  readonly revision?: string;
  /** A header that VictoriaMetrics sends. */
  readonly serverHostname: boolean;
}

/**
 * Where the front page of a Cortex is, which keeps its build to itself unless it is told otherwise; undefined where its API would
 * not stand at this address.
 */
export function frontPageOf({ origin, prefix }: ServerUrl): string | undefined {
  const [, above] = /^(.*)\/(?:prometheus|api\/prom)$/.exec(prefix) ?? [];
  return above === undefined ? undefined : `${origin}${above}/`;
}

/**
 * The identity out of an answer of `status/buildinfo`, and of the front page where that is not known. That the server does not
 * know the question says nothing: managed services and older stores do not. Any other failure is handed on.
 */
export function identityOf(
  url: ServerUrl,
  declared: DeclaredKind | undefined,
  build: Answer<BuildTraits>,
  frontPage = '',
): Answer<ServerIdentity> {
  const told = declared === 'grafana' ? undefined : declared;
  const grafana = declared === 'grafana' || isGrafanaProxy(url);
  const make = (kind: ServerKind, version: string | undefined): ServerIdentity => ({
    kind,
    ...(version === undefined ? {} : { version }),
    grafana,
    features: featuresOf(kind, version),
  });
  const known = told ?? kindOfUrl(url);
  if (!build.ok) {
    const { error } = build;
    // A path of its own beside the API's may be kept from the person, or be a web page.
    const isUnknown =
      ['not-found', 'forbidden', 'html', 'malformed'].includes(error.kind) ||
      (error.status !== undefined && [400, 403, 404, 405, 501].includes(error.status));
    if (!isUnknown) return build;
    const kind = known ?? (/<title>Cortex<\/title>/.test(frontPage.slice(0, 2_000)) ? 'cortex' : 'unknown');
    return { ok: true, data: make(kind, undefined), warnings: [], infos: [], tookMs: 0 };
  }
  const kind = known ?? kindOfBuild(build.data);
  // VictoriaMetrics names a version of Prometheus for the sake of Grafana, not its own.
  const version = kind === 'victoriametrics' ? undefined : build.data.version;
  return { ...build, data: make(kind, version) };
}

function kindOfBuild({ version, application, goVersion, revision, serverHostname }: BuildTraits): ServerKind {
  if (/mimir/i.test(application ?? '')) return 'mimir';
  if (serverHostname || version === undefined) return 'victoriametrics';
  if (/^v?\d/.test(version) && goVersion === undefined && revision === undefined)
    return version === '2.24.0' ? 'victoriametrics' : 'unknown';
  if (/^v?0\./.test(version)) return 'thanos';
  if (/^v?1\./.test(version)) return 'cortex';
  return isAtLeast(version, '2.0') ? 'prometheus' : 'unknown';
}
