// What the operator's webhook refuses about the connections of receivers: credentials, proxies and TLS. Layer: model.

import { parseUrl } from '../../go/url';
import { allOf, inCode } from '../../text/words';
import type { YamlNode } from '../../yaml/node';
import { itemsOf } from '../../yaml/path';
import { entriesOf } from './fields';
import type { StructureOptions } from './options';
import { spanOfKey } from './reader';
import type { Report } from './report';
import { isNullNode } from './scalars';
import type { View } from './view';

/** What checks of receivers are given besides a mapping. */
export interface CrdContext {
  readonly report: Report;
  readonly options: StructureOptions;
  viewOf(node: YamlNode | undefined): View | undefined;
}

export function checkHttp(view: View, context: CrdContext): void {
  const kinds = ['basicAuth', 'oauth2', 'authorization', 'bearerTokenSecret'].filter(key => view.given(key));
  if (kinds.length > 1) {
    context.report.error(
      'conflicting-fields',
      view.keyAt(kinds[1]!),
      `Requests carry one kind of credentials, not ${allOf(inCode(kinds))}; keep one.`,
      {
        related: { span: view.keyAt(kinds[0]!), message: 'The other one stands here.' },
      },
    );
  }
  const authorization = context.viewOf(view.node('authorization'));
  if (authorization && authorization.text('type').trim().toLowerCase() === 'basic') {
    context.report.error(
      'invalid-value',
      authorization.valueAt('type'),
      'The type `Basic` is not allowed here; use `basicAuth`.',
    );
  }
  if (authorization && !authorization.given('credentials')) {
    const at = authorization.fields.has('credentials')
      ? authorization.keyAt('credentials')
      : view.keyAt('authorization');
    context.report.error('missing-field', at, '`authorization` needs `credentials`, a key of a Secret.');
  }
  // Mails have a `tlsConfig` of their own, which the webhook does not look at.
  const oauth2 = context.viewOf(view.node('oauth2'));
  const client = context.viewOf(oauth2?.node('clientId'));
  if (client && !client.given('secret') && !client.given('configMap')) {
    const message = '`clientId` needs `secret` or `configMap`, where it is taken from.';
    context.report.error('missing-field', oauth2!.keyAt('clientId'), message);
  }
  for (const part of [view, oauth2]) {
    const tls = part && context.viewOf(part.node('tlsConfig'));
    if (part) checkProxy(part, context);
    if (tls) checkTls(tls, context);
  }
}

function checkProxy(view: View, { report }: CrdContext): void {
  const proxied = view.set('proxyUrl');
  const environment = view.isTrue('proxyFromEnvironment');
  // The API server drops keys whose value is null.
  const headers = entriesOf(view.node('proxyConnectHeader')).filter(entry => !isNullNode(entry.value));
  if (headers.length > 0 && !environment && !proxied) {
    report.error(
      'missing-field',
      view.keyAt('proxyConnectHeader'),
      '`proxyConnectHeader` needs `proxyUrl` or `proxyFromEnvironment`.',
    );
  }
  if (environment && proxied) {
    report.error(
      'conflicting-fields',
      view.keyAt('proxyUrl'),
      'The proxy comes from `proxyUrl` or from the environment, not from both; remove one.',
    );
  }
  if (view.set('noProxy') && environment) {
    report.error(
      'conflicting-fields',
      view.keyAt('noProxy'),
      '`noProxy` has no place beside `proxyFromEnvironment`; remove it.',
    );
  } else if (view.set('noProxy') && !proxied) {
    report.error('missing-field', view.keyAt('noProxy'), '`noProxy` needs `proxyUrl`.');
  }
  for (const { key, value } of headers) {
    if (itemsOf(value).length === 0)
      report.error('missing-field', spanOfKey(key), 'A proxy header needs at least one secret.');
  }
  const parsed = proxied ? parseUrl(view.text('proxyUrl')) : undefined;
  if (parsed && 'error' in parsed)
    report.error('invalid-url', view.valueAt('proxyUrl'), `The proxy is no URL: ${parsed.error}.`);
}

function checkTls(view: View, { report, viewOf }: CrdContext): void {
  const cert = viewOf(view.node('cert'));
  const hasCert = cert !== undefined && ['secret', 'configMap'].some(key => cert.given(key));
  const hasKey = view.given('keySecret');
  if (hasCert && !hasKey) report.error('missing-field', view.keyAt('cert'), '`cert` needs its `keySecret`.');
  if (hasKey && !hasCert) report.error('missing-field', view.keyAt('keySecret'), '`keySecret` needs its `cert`.');
  for (const key of ['ca', 'cert']) {
    const source = viewOf(view.node(key));
    if (source?.given('secret') && source.given('configMap')) {
      report.error(
        'conflicting-fields',
        source.keyAt('configMap'),
        `\`${key}\` comes from a Secret or from a ConfigMap, not from both; remove one.`,
      );
    }
  }
  if (view.set('minVersion') && view.set('maxVersion') && view.text('maxVersion') < view.text('minVersion')) {
    report.error('invalid-value', view.valueAt('maxVersion'), '`maxVersion` must not be older than `minVersion`.');
  }
}
