// Keys of `http_config` and what it holds, shared by all HTTP receivers of Alertmanager. Layer: model.
import { bool, file, formatted, key, list, object, secret, text, textMap, texts } from './build';
import type { KeyInfo, MapSchema } from './types';

const since26 = { since: '0.26' };
const since28 = { since: '0.28' };

const tlsVersion = formatted('tls-version');

export const tlsConfig = object('tls_config', [
  key('ca', text, 'Certificate of the authority that signed the server’s certificate, as PEM text.', since28),
  key('ca_file', file, 'File with the certificate of the authority that signed the server’s certificate.'),
  key('ca_ref', text, 'Name of a secret of the secret manager that holds the authority’s certificate.', since28),
  key('cert', text, 'Certificate that the client shows to the server, as PEM text; needs a key.', since28),
  key('cert_file', file, 'File with the certificate that the client shows to the server; needs a key.'),
  key('cert_ref', text, 'Name of a secret of the secret manager that holds the client’s certificate.', since28),
  key('key', secret, 'Private key of the client’s certificate, as PEM text.', since28),
  key('key_file', file, 'File with the private key of the client’s certificate.'),
  key('key_ref', text, 'Name of a secret of the secret manager that holds the client’s key.', since28),
  key('server_name', text, 'Name that the server’s certificate must carry, where it differs from the host asked.'),
  key(
    'insecure_skip_verify',
    bool,
    'Accepts any certificate, so that anybody between can read and change the traffic.',
    {
      default: 'false',
    },
  ),
  key('min_version', tlsVersion, 'Oldest TLS version that is accepted.'),
  key('max_version', tlsVersion, 'Newest TLS version that is offered.', since26),
]);

const secrets = list(secret);
const proxyHeaders: MapSchema = { kind: 'map', value: secrets };

const proxyKeys = (since: { readonly since?: string }): readonly KeyInfo[] => [
  key('proxy_url', formatted('proxy-url'), 'Proxy through which the requests go.'),
  key('no_proxy', text, 'Hosts that are asked without the proxy, separated by commas; needs `proxy_url`.', since),
  key(
    'proxy_from_environment',
    bool,
    'Takes the proxy from the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY.',
    since,
  ),
  key('proxy_connect_header', proxyHeaders, 'Headers sent to the proxy when a tunnel is opened.'),
];

const basicAuth = object('basic_auth', [
  key('username', text, 'User name.'),
  key('username_file', file, 'File that holds the user name.', since26),
  key('username_ref', text, 'Name of a secret of the secret manager that holds the user name.', since28),
  key('password', secret, 'Password.'),
  key('password_file', file, 'File that holds the password.'),
  key('password_ref', text, 'Name of a secret of the secret manager that holds the password.', since28),
]);

const authorization = object('authorization', [
  key('type', text, 'Word in front of the credentials in the header, such as Bearer; not Basic.', {
    default: 'Bearer',
  }),
  key('credentials', secret, 'Credentials, such as a token.'),
  key('credentials_file', file, 'File that holds the credentials.'),
  key('credentials_ref', text, 'Name of a secret of the secret manager that holds the credentials.', since28),
]);

const since33 = { since: '0.33' };

const oauth2 = object('oauth2', [
  key('client_id', text, 'Identifier of the client.', { required: true }),
  key('client_secret', secret, 'Secret of the client.'),
  key('client_secret_file', file, 'File that holds the secret of the client.'),
  key('client_secret_ref', text, 'Name of a secret of the secret manager that holds the client’s secret.', since28),
  key('client_certificate_key_id', text, 'Identifier of the key that signs the assertion (JWT bearer grant).', since33),
  key('client_certificate_key', secret, 'Private key that signs the assertion (JWT bearer grant).', since33),
  key(
    'client_certificate_key_file',
    file,
    'File with the private key that signs the assertion (JWT bearer grant).',
    since33,
  ),
  key('client_certificate_key_ref', text, 'Name of a secret that holds the signing key (JWT bearer grant).', since33),
  key('grant_type', text, 'How the token is asked for: client credentials or a signed assertion.', {
    ...since33,
    default: 'client_credentials',
  }),
  key('signature_algorithm', text, 'Algorithm that signs the assertion: RS256, RS384 or RS512.', since33),
  key('iss', text, 'Issuer named in the assertion; the client’s identifier where left out.', since33),
  key('audience', text, 'Audience named in the assertion; the token’s URL where left out.', since33),
  key('claims', { kind: 'map', value: { kind: 'any' } }, 'Further claims of the assertion.', since33),
  key('scopes', texts, 'Scopes that the token is asked for.'),
  key('token_url', text, 'URL that hands out the token.', { required: true }),
  key('endpoint_params', textMap, 'Parameters added to the request for the token.'),
  key('tls_config', tlsConfig, 'TLS towards the server that hands out the token.'),
  ...proxyKeys(since26),
]);

export const httpConfig = object('http_config', [
  key('basic_auth', basicAuth, 'User name and password sent with each request.'),
  key('authorization', authorization, 'Authorization header sent with each request, such as a bearer token.'),
  key('oauth2', oauth2, 'OAuth 2 client that fetches a token for the requests.'),
  key('bearer_token', secret, 'Token of the Authorization header.', { deprecated: 'Use `authorization`.' }),
  key('bearer_token_file', file, 'File with the token of the Authorization header.', {
    deprecated: 'Use `authorization`.',
  }),
  key('tls_config', tlsConfig, 'TLS towards the receiver’s server.'),
  key('follow_redirects', bool, 'Whether redirects are followed.', { default: 'true' }),
  key('enable_http2', bool, 'Whether HTTP/2 is used where the server speaks it.', { default: 'true' }),
  ...proxyKeys(since26),
  key(
    'http_headers',
    {
      kind: 'map',
      value: object('http_headers', [
        key('values', texts, 'Values of the header.'),
        key('secrets', secrets, 'Values of the header that are kept out of logs and pages.'),
        key('files', texts, 'Files whose content is a value of the header.'),
      ]),
    },
    'Further headers sent with each request.',
    since28,
  ),
]);

export const sigv4 = object('sigv4', [
  key('region', text, 'AWS region; taken from the credentials chain where left out.'),
  key('access_key', text, 'AWS access key; goes together with `secret_key`.'),
  key('secret_key', secret, 'AWS secret key; goes together with `access_key`.'),
  key('profile', text, 'Named AWS profile used to sign in.'),
  key('role_arn', text, 'AWS role that is assumed.'),
  key('external_id', text, 'External id given when the role is assumed.', { since: '0.34' }),
  key('use_fips_sts_endpoint', bool, 'Uses the FIPS endpoint of the token service.', since33),
]);
