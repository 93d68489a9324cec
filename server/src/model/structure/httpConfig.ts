// What Alertmanager refuses about credentials, TLS, proxies and headers of HTTP requests. Layer: model.

import { allOf, inCode } from '../../text/words';
import { entriesOf } from './fields';
import { atMostOne, type ObjectCheck, type ObjectContext } from './objects';
import { spanOfKey } from './reader';
import type { View } from './view';

/** `http_config`. */
export const checkHttpConfig: ObjectCheck = (view, context) => {
  const { report } = context;
  const nested = (key: string) => context.viewOf(view.node(key));
  atMostOne(view, ['bearer_token', 'bearer_token_file'], context);
  const credentials = ['basic_auth', 'oauth2', 'authorization'].filter(key => view.pointsTo(key));
  const bearer = ['bearer_token', 'bearer_token_file'].find(key => view.set(key));
  if (bearer) credentials.push(bearer);
  if (credentials.length > 1) {
    const message = `Requests carry one kind of credentials, not ${allOf(inCode(credentials))}; keep one.`;
    conflict(view, credentials[0]!, credentials[1]!, message, context);
  }
  const basic = nested('basic_auth');
  if (basic) {
    atMostOne(basic, ['username', 'username_file', 'username_ref'], context);
    atMostOne(basic, ['password', 'password_file', 'password_ref'], context);
  }
  const authorization = nested('authorization');
  if (authorization) {
    atMostOne(authorization, ['credentials', 'credentials_file', 'credentials_ref'], context);
    if (authorization.text('type').trim().toLowerCase() === 'basic') {
      report.error(
        'invalid-value',
        authorization.valueAt('type'),
        'The type `Basic` is not allowed here; use `basic_auth`.',
      );
    }
  }
  const oauth = nested('oauth2');
  if (oauth) checkOauth(oauth, context);
  checkProxy(view, context);
  for (const { name, key } of entriesOf(view.node('http_headers'))) {
    if (RESERVED.has(name.toLowerCase())) {
      report.error('invalid-name', spanOfKey(key), `The header \`${name}\` is set by Alertmanager itself; remove it.`);
    }
  }
};

/** `oauth2`. */
const checkOauth: ObjectCheck = (view, context) => {
  const { report } = context;
  const signed = view.text('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  if (!context.since('0.26') && !view.set('client_secret') && !view.set('client_secret_file')) {
    report.error('missing-field', view.at, 'OAuth 2 needs `client_secret` or `client_secret_file`.');
  }
  if (!signed) atMostOne(view, ['client_secret', 'client_secret_file', 'client_secret_ref'], context);
  else {
    atMostOne(view, ['client_certificate_key', 'client_certificate_key_file', 'client_certificate_key_ref'], context);
    if (view.set('signature_algorithm') && !/^RS(?:256|384|512)$/.test(view.text('signature_algorithm'))) {
      const at = view.valueAt('signature_algorithm');
      report.error('invalid-value', at, 'The signature algorithm must be RS256, RS384 or RS512.');
    }
  }
  // Before 0.26 the proxy of the server that hands out tokens was not looked at.
  if (context.since('0.26')) checkProxy(view, context);
};

/** `proxy_url` and the keys beside it. */
const checkProxy: ObjectCheck = (view, context) => {
  const { report } = context;
  const proxied = view.set('proxy_url');
  const environment = view.isTrue('proxy_from_environment');
  if (entriesOf(view.node('proxy_connect_header')).length > 0 && !environment && !proxied) {
    const at = view.keyAt('proxy_connect_header');
    report.error('missing-field', at, '`proxy_connect_header` needs `proxy_url` or `proxy_from_environment`.');
  }
  if (environment && proxied) {
    conflict(
      view,
      'proxy_from_environment',
      'proxy_url',
      'The proxy comes from `proxy_url` or from the environment, not from both; remove one.',
      context,
    );
  }
  if (environment && view.set('no_proxy')) {
    conflict(
      view,
      'proxy_from_environment',
      'no_proxy',
      '`no_proxy` has no place beside `proxy_from_environment`; remove it.',
      context,
    );
  }
  if (!environment && view.set('no_proxy') && !view.pointsTo('proxy_url')) {
    report.error('missing-field', view.keyAt('no_proxy'), '`no_proxy` needs `proxy_url`.');
  }
};

function conflict(view: View, first: string, second: string, message: string, { report }: ObjectContext): void {
  report.error('conflicting-fields', view.keyAt(second), message, {
    related: { span: view.keyAt(first), message: 'The other one stands here.' },
  });
}

/** `tls_config`. */
export const checkTlsConfig: ObjectCheck = (view, context) => {
  atMostOne(view, ['ca', 'ca_file', 'ca_ref'], context);
  atMostOne(view, ['cert', 'cert_file', 'cert_ref'], context);
  atMostOne(view, ['key', 'key_file', 'key_ref'], context);
  // A certificate without its key was only noticed when it was used.
  if (!context.since('0.26')) return;
  const cert = ['cert', 'cert_file', 'cert_ref'].find(key => view.set(key));
  const key = ['key', 'key_file', 'key_ref'].find(name => view.set(name));
  if (cert && !key)
    context.report.error(
      'missing-field',
      view.keyAt(cert),
      `\`${cert}\` needs its \`${cert.replace('cert', 'key')}\`.`,
    );
  if (key && !cert)
    context.report.error('missing-field', view.keyAt(key), `\`${key}\` needs its \`${key.replace('key', 'cert')}\`.`);
};

/** `sigv4`. */
export const checkSigv4: ObjectCheck = (view, { report }) => {
  const missing = (have: string, lack: string): void => {
    if (view.set(have) && !view.set(lack))
      report.error('missing-field', view.keyAt(have), `\`${have}\` needs \`${lack}\` beside it.`);
  };
  missing('access_key', 'secret_key');
  missing('secret_key', 'access_key');
  missing('external_id', 'role_arn');
};

const RESERVED: ReadonlySet<string> = new Set([
  'authorization',
  'host',
  'content-encoding',
  'content-length',
  'content-type',
  'user-agent',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'www-authenticate',
  'accept-encoding',
  'x-prometheus-remote-write-version',
  'x-prometheus-remote-read-version',
  'x-prometheus-scrape-timeout-seconds',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-content-sha256',
]);
