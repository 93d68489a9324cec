// What Alertmanager refuses about credentials, TLS, proxies and headers of HTTP requests. Layer: model.

import { entriesOf } from './fields';
import type { ObjectCheck } from './objects';
import { atMostOne } from './objects';
import { spanOfKey } from './reader';

/** `http_config`. */
export const checkHttpConfig: ObjectCheck = (view, context) => {
  const { report } = context;
  const nested = (key: string) => (view.given(key) ? context.viewOf(view.node(key)) : undefined);
  const conflict = (first: string, second: string, message: string): void => {
    report.error('conflicting-fields', view.keyAt(second), message, {
      related: { span: view.keyAt(first), message: 'The other one stands here.' },
    });
  };
  atMostOne(view, ['bearer_token', 'bearer_token_file'], context);
  const credentials = ['basic_auth', 'oauth2', 'authorization'].filter(key => view.given(key));
  const bearer = ['bearer_token', 'bearer_token_file'].find(key => view.set(key));
  if (bearer) credentials.push(bearer);
  if (credentials.length > 1) {
    const names = credentials.map(name => `\`${name}\``).join(' and ');
    conflict(credentials[0]!, credentials[1]!, `Requests carry one kind of credentials, not ${names}; keep one.`);
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
  if (oauth) {
    const signed = oauth.text('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    if (!context.since('0.26') && !oauth.set('client_secret') && !oauth.set('client_secret_file')) {
      report.error('missing-field', oauth.at, 'OAuth 2 needs `client_secret` or `client_secret_file`.');
    }
    if (!signed) atMostOne(oauth, ['client_secret', 'client_secret_file', 'client_secret_ref'], context);
    else {
      atMostOne(
        oauth,
        ['client_certificate_key', 'client_certificate_key_file', 'client_certificate_key_ref'],
        context,
      );
      if (oauth.set('signature_algorithm') && !/^RS(?:256|384|512)$/.test(oauth.text('signature_algorithm'))) {
        const at = oauth.valueAt('signature_algorithm');
        report.error('invalid-value', at, 'The signature algorithm must be RS256, RS384 or RS512.');
      }
    }
  }
  const proxied = view.set('proxy_url');
  const environment = view.isTrue('proxy_from_environment');
  if (entriesOf(view.node('proxy_connect_header')).length > 0 && !environment && !proxied) {
    const at = view.keyAt('proxy_connect_header');
    report.error('missing-field', at, '`proxy_connect_header` needs `proxy_url` or `proxy_from_environment`.');
  }
  if (environment && proxied) {
    conflict(
      'proxy_from_environment',
      'proxy_url',
      'The proxy comes from `proxy_url` or from the environment, not from both; remove one.',
    );
  }
  if (environment && view.set('no_proxy')) {
    conflict(
      'proxy_from_environment',
      'no_proxy',
      '`no_proxy` has no place beside `proxy_from_environment`; remove it.',
    );
  }
  if (!environment && view.set('no_proxy') && !view.given('proxy_url')) {
    report.error('missing-field', view.keyAt('no_proxy'), '`no_proxy` needs `proxy_url`.');
  }
  for (const { name, key } of entriesOf(view.node('http_headers'))) {
    if (RESERVED.has(name.toLowerCase())) {
      report.error('invalid-name', spanOfKey(key), `The header \`${name}\` is set by Alertmanager itself; remove it.`);
    }
  }
};

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
