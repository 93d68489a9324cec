// Ways to sign in that ask for tokens or sign: against endpoints of this machine, which look at what they are sent.
import assert from 'node:assert/strict';
import { createHash, createHmac, createVerify, generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { encodeForm, parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import { readAwsProfile } from '../../../server/src/transport/awsProfile';
import { googleSignIn } from '../../../server/src/transport/google';
import { nodeTransport } from '../../../server/src/transport/node';
import { clientCredentials } from '../../../server/src/transport/oauth';
import { type SignIn, signTransport } from '../../../server/src/transport/signIn';
import { signatures } from '../../../server/src/transport/sigv4';
import { type Loopback, startLoopback } from '../../harness/loopback';

const good = '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}';

function clientOf(server: Loopback, signIn: SignIn) {
  const read = parseServerUrl(server.url);
  assert.ok('url' in read);
  const options = {
    name: 'x',
    url: read.url,
    get secrets() {
      return signIn.secrets();
    },
  };
  return createPrometheusClient(options, signTransport(nodeTransport, signIn));
}

describe('sign-in: OAuth client credentials', () => {
  let tokens: Loopback;
  let api: Loopback;
  let valid = 'token-1';
  const life: unknown = 3600;
  before(async () => {
    tokens = await startLoopback((_, response) => {
      response.end(JSON.stringify({ access_token: valid, token_type: 'Bearer', expires_in: life }));
    });
    api = await startLoopback((request, response) => {
      const isValid = request.headers.authorization === `Bearer ${valid}`;
      response.writeHead(isValid ? 200 : 401).end(isValid ? good : `bad ${request.headers.authorization}`);
    });
  });
  after(() => Promise.all([tokens.stop(), api.stop()]));
  const setup = () => ({ tokenUrl: `${tokens.url}/token`, clientId: 'me', clientSecret: 'p&ss word', scope: 'a b' });

  it('asks once for many requests, by a form, and sends the secret nowhere else', async () => {
    const client = clientOf(api, clientCredentials(setup(), nodeTransport));
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => client.query('1', 0)));
    assert.ok(answers.every(({ ok }) => ok));
    assert.equal(tokens.seen.length, 1);
    const form = new URLSearchParams(tokens.seen[0]!.body);
    assert.deepEqual(Object.fromEntries(form), {
      grant_type: 'client_credentials',
      scope: 'a b',
      client_id: 'me',
      client_secret: 'p&ss word',
    });
    assert.ok(!JSON.stringify(api.seen).includes('p%26ss') && !JSON.stringify(api.seen).includes('p&ss'));
  });

  it('asks again before a token ends', async () => {
    let now = 0;
    const signIn = clientCredentials(setup(), nodeTransport, () => now);
    const asked = tokens.seen.length;
    const request = { method: 'GET', url: api.url, headers: {}, maxBytes: 1, timeoutMs: 1 } as const;
    await signIn.credentials(request);
    now = 2_800_000;
    await signIn.credentials(request);
    assert.equal(tokens.seen.length, asked + 1);
    now = 2_900_000;
    await signIn.credentials(request);
    assert.equal(tokens.seen.length, asked + 2);
  });

  it('asks for another token once where the server takes the old one no more, and then says so', async () => {
    const client = clientOf(api, clientCredentials(setup(), nodeTransport));
    assert.ok((await client.query('1', 0)).ok);
    valid = 'token-2';
    const asked = tokens.seen.length;
    assert.ok((await client.query('1', 0)).ok);
    assert.equal(tokens.seen.length, asked + 1);
    api.answer((request, response) => void response.writeHead(401).end(`no ${request.headers.authorization}`));
    const refused = await client.query('1', 0);
    assert.ok(!refused.ok && refused.error.kind === 'unauthorized');
    assert.doesNotMatch(refused.error.message, /token-/);
    assert.equal(tokens.seen.length, asked + 1);
  });

  it('has all requests whose token ended at once sent again, with one new token', async () => {
    let given = 0;
    tokens.answer((_, response) => void response.end(`{"access_token":"of-many-${++given}","expires_in":3600}`));
    const waiting: (() => void)[] = [];
    api.answer((request, response) => {
      const isNew = request.headers.authorization === 'Bearer of-many-2';
      const end = (): void => void (isNew ? response.end(good) : response.writeHead(401).end());
      if (isNew) end();
      // All of them are on their way before the first is refused.
      else if (waiting.push(end) === 3) for (const one of waiting) one();
    });
    const client = clientOf(api, clientCredentials(setup(), nodeTransport));
    const answers = await Promise.all(['1', '2', '3'].map(expr => client.query(expr, 0)));
    assert.deepEqual(
      answers.map(({ ok }) => ok),
      [true, true, true],
    );
    assert.equal(given, 2);
  });

  it('says what is wrong where there is no token', async () => {
    const asked = api.seen.length;
    for (const [status, body, words] of [
      [
        401,
        '{"error":"invalid_client","error_description":"p&ss word is wrong"}',
        /gives no token \(401, invalid_client\)/,
      ],
      [200, '<html>login</html>', /gives no token \(200\)/],
      [200, '{"access_token":"a\\nb"}', /token that cannot be sent/],
      [500, '', /gives no token \(500\)/],
    ] as const) {
      tokens.answer((_, response) => void response.writeHead(status).end(body));
      const answer = await clientOf(api, clientCredentials(setup(), nodeTransport)).query('1', 0);
      assert.ok(!answer.ok && answer.error.kind === 'unauthorized');
      assert.match(answer.error.message, words);
      assert.doesNotMatch(answer.error.message, /p&ss/);
    }
    assert.equal(api.seen.length, asked, 'nothing is asked without a token');
  });
});

describe('sign-in: signatures of AWS', () => {
  const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

  /** The signature that a server works out of what it got. */
  function expected(method: string, target: string, headers: Record<string, unknown>, body: string): string {
    const hmac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest();
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const [, date, region, service, names] =
      /Credential=AKIDEXAMPLE\/(\d+)\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+)/.exec(
        String(headers['authorization']),
      )!;
    const [pathname = '', query = ''] = target.split('?');
    const parts = [
      method,
      pathname.split('/').map(encodeURIComponent).join('/'),
      query.split('&').sort().join('&'),
      ...names!.split(';').map(name => `${name}:${String(headers[name]).trim()}`),
      '',
      names,
      hash(body),
    ];
    const text = `AWS4-HMAC-SHA256\n${String(headers['x-amz-date'])}\n${date}/${region}/${service}/aws4_request\n${hash(parts.join('\n'))}`;
    const signing = [date!, region!, service!, 'aws4_request'].reduce<string | Buffer>(
      (secret, part) => hmac(secret, part),
      `AWS4${key.secretAccessKey}`,
    );
    return hmac(signing, text).toString('hex');
  }

  it('are those that the server works out, for any question', async () => {
    const api = await startLoopback((request, response) => {
      const { method, path, headers, body } = api.seen.at(-1)!;
      const right = String(request.headers.authorization).endsWith(
        `Signature=${expected(method, path, headers, body)}`,
      );
      response.writeHead(right ? 200 : 403).end(right ? good : 'signature');
    });
    try {
      const signIn = signatures({ region: 'eu-central-1', service: 'aps' }, async () => key);
      const client = clientOf(api, signIn);
      for (const expr of ['1', 'a{b=~"x.*+ (y)|z/ü"} > 5', "sum by (x) (rate(y[5m])) * 2 ^ '!'"])
        assert.ok((await client.query(expr, 0)).ok, expr);
      // By GET, where spaces and stars are the trap.
      const parameters = encodeForm([
        ['match[]', '{a="x y", b=~".*(+)"}'],
        ['match[]', 'up'],
      ]);
      const reply = await signTransport(
        nodeTransport,
        signIn,
      )({
        method: 'GET',
        url: `${api.url}/workspaces/ws-1/api/v1/labels?${parameters}`,
        headers: { accept: 'application/json' },
        maxBytes: 1_000,
        timeoutMs: 600_000,
      });
      assert.ok(reply.ok && reply.status === 200, JSON.stringify(reply));
      const seen = JSON.stringify(api.seen);
      assert.ok(!seen.includes(key.secretAccessKey));
      assert.equal(new URL(api.url + api.seen.at(-1)!.path).searchParams.get('match[]'), '{a="x y", b=~".*(+)"}');
    } finally {
      await api.stop();
    }
  });

  it('are those of the examples that Amazon publishes', async () => {
    const at = () => Date.UTC(2015, 7, 30, 12, 36, 0);
    const signIn = signatures(
      { region: 'us-east-1', service: 'service' },
      async () => ({ ...key, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }),
      at,
    );
    for (const [query, signature] of [
      ['', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
      ['?Param2=value2&Param1=value1', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
    ]) {
      const url = `https://example.amazonaws.com/${query}`;
      const { headers } = await signIn.credentials({ method: 'GET', url, headers: {}, maxBytes: 1, timeoutMs: 1 });
      assert.equal(
        headers?.['authorization'],
        `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
      );
    }
  });

  it('use the key of a profile', async () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'aws-')), 'credentials');
    fs.writeFileSync(
      file,
      '; mine\n[default]\naws_access_key_id=A\naws_secret_access_key = s=1\n[ci]\r\naws_access_key_id = B\r\naws_secret_access_key=t\r\naws_session_token=x\n[empty]\n',
    );
    const environment = { AWS_SHARED_CREDENTIALS_FILE: file };
    assert.deepEqual(await readAwsProfile('default', environment), { accessKeyId: 'A', secretAccessKey: 's=1' });
    assert.deepEqual(await readAwsProfile('ci', environment), {
      accessKeyId: 'B',
      secretAccessKey: 't',
      sessionToken: 'x',
    });
    for (const profile of ['empty', 'none']) assert.ok('problem' in (await readAwsProfile(profile, environment)));
    assert.ok('problem' in (await readAwsProfile('default', { AWS_SHARED_CREDENTIALS_FILE: `${file}.none` })));
    fs.rmSync(path.dirname(file), { recursive: true });
  });
});

describe('sign-in: Google', () => {
  it('takes what its tools left on the machine', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'google-'));
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const write = (name: string, value: object): string => {
      const file = path.join(folder, name);
      fs.writeFileSync(file, JSON.stringify(value));
      return file;
    };
    const person = write('person.json', {
      type: 'authorized_user',
      client_id: 'i',
      client_secret: 'cs',
      refresh_token: 'rt',
      token_uri: 'http://evil.example/token',
    });
    const service = write('service.json', {
      type: 'service_account',
      client_email: 'a@b',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    });
    const broken = write('broken.json', { type: 'service_account', client_email: 'a@b', private_key: 'no key' });
    const tokens = await startLoopback((_, response) => void response.end('{"access_token":"gt","expires_in":3599}'));
    const api = await startLoopback((request, response) => {
      response.writeHead(request.headers.authorization === 'Bearer gt' ? 200 : 401).end(good);
    });
    try {
      const ask = (file: string) => clientOf(api, googleSignIn(nodeTransport, file, tokens.url)).query('1', 0);
      assert.ok((await ask(person)).ok);
      assert.equal(new URLSearchParams(tokens.seen[0]!.body).get('refresh_token'), 'rt');
      assert.ok((await ask(service)).ok);
      const [head, claims, signature] = new URLSearchParams(tokens.seen[1]!.body).get('assertion')!.split('.');
      const verify = createVerify('RSA-SHA256').update(`${head}.${claims}`);
      assert.ok(verify.verify(publicKey, Buffer.from(signature!, 'base64url')));
      assert.equal(JSON.parse(Buffer.from(claims!, 'base64url').toString()).iss, 'a@b');
      for (const [file, words] of [
        [broken, /cannot be used/],
        [path.join(folder, 'none.json'), /gcloud auth application-default login/],
        [write('other.json', { type: 'external_account' }), /type that is not supported/],
      ] as const) {
        const answer = await ask(file);
        assert.ok(!answer.ok);
        assert.match(answer.error.message, words);
      }
    } finally {
      await Promise.all([tokens.stop(), api.stop()]);
      fs.rmSync(folder, { recursive: true });
    }
  });
});
