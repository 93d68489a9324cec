// Settings of servers as people write them, and the rules that keep a secret at its address.
import assert from 'node:assert/strict';
import { withoutLinks } from '../../../client/src/notificationText';
import { createSecrets, type SecretStorageLike } from '../../../client/src/secrets';
import { authHeaders, type ServerAuth, secretTexts } from '../../../client/src/serverAuth';
import { chooseServer, readServers, writeServer } from '../../../client/src/serverSettings';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';

describe('servers: settings', () => {
  it('reads every way to sign in', () => {
    const { servers, problems } = readServers([
      { name: 'a', url: 'http://a' },
      { name: 'b', url: 'http://b', auth: { kind: 'bearer' }, kind: 'mimir', headers: { 'X-Scope-OrgID': 'team' } },
      { name: 'c', url: 'http://c', auth: { kind: 'basic', user: 'u' } },
      { name: 'd', url: 'http://d', auth: { kind: 'header', header: 'X-API-Key' } },
      { name: 'e', url: 'http://e', auth: 'bearer' },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      servers.map(server => server.auth.kind),
      ['none', 'bearer', 'basic', 'header', 'bearer'],
    );
    assert.deepEqual(servers[1]!.headers, { 'x-scope-orgid': 'team' });
    assert.deepEqual(readServers(servers.map(writeServer)).servers, servers);
  });

  const refused: [string, unknown, RegExp][] = [
    ['no list', { name: 'a' }, /must be a list/],
    ['no name', [{ url: 'http://a' }], /Entry 1 .* no name/],
    ['blank name', [{ name: ' ', url: 'http://a' }], /no name/],
    ['no url', [{ name: 'a' }], /no url/],
    ['text instead of an entry', ['http://a'], /no name/],
    ['unknown auth', [{ name: 'a', url: 'x', auth: { kind: 'oauth' } }], /auth/],
    ['basic without user', [{ name: 'a', url: 'x', auth: { kind: 'basic' } }], /auth/],
    ['header that the request needs', [{ name: 'a', url: 'x', auth: { kind: 'header', header: 'Host' } }], /auth/],
  ];
  for (const [name, value, problem] of refused)
    it(`says what is wrong: ${name}`, () => {
      const read = readServers(value);
      assert.equal(read.servers.length, 0);
      assert.match(read.problems[0]!, problem);
    });

  it('keeps the first of two servers with one name', () => {
    const read = readServers([
      { name: 'a', url: 'http://1' },
      { name: 'a', url: 'http://2' },
    ]);
    assert.deepEqual(
      read.servers.map(server => server.url),
      ['http://1'],
    );
    assert.equal(read.problems.length, 1);
  });

  it('takes no secret from settings', () => {
    const headers = {
      Authorization: 'Bearer x',
      Cookie: 'c',
      'X-Ok': 'yes',
      'X-Bad': 'a\nb',
      'bad name': 'x',
      Host: 'evil',
    };
    const { servers, problems } = readServers([{ name: 'a', url: 'http://a', headers }]);
    assert.deepEqual(servers[0]!.headers, { 'x-ok': 'yes' });
    assert.equal(problems.length, 5);
  });

  it('chooses the named server, or the only one, and never guesses', () => {
    const { servers } = readServers([
      { name: 'a', url: 'http://a' },
      { name: 'b', url: 'http://b' },
    ]);
    assert.equal(chooseServer([], '').kind, 'none');
    assert.equal(chooseServer(servers.slice(0, 1), '').kind, 'server');
    assert.equal(chooseServer(servers, '').kind, 'undecided');
    assert.equal(chooseServer(servers, 'c').kind, 'unknown');
    const named = chooseServer(servers, 'b');
    assert.ok(named.kind === 'server' && named.server.name === 'b');
  });

  it('makes headers that can be sent', () => {
    assert.deepEqual(authHeaders({ kind: 'basic', user: 'ü' }, 'p:w'), {
      authorization: `Basic ${Buffer.from('ü:p:w').toString('base64')}`,
    });
    assert.deepEqual(authHeaders({ kind: 'bearer' }, 't'), { authorization: 'Bearer t' });
    assert.deepEqual(authHeaders({ kind: 'header', header: 'X-Key' }, 't'), { 'x-key': 't' });
    assert.equal(authHeaders({ kind: 'bearer' }, 'a\r\nHost: evil'), undefined);
    assert.equal(authHeaders({ kind: 'bearer' }, '€'), undefined);
  });
});

describe('servers: words of others', () => {
  it('knows every form in which a server could hand a secret back', () => {
    const texts = (auth: ServerAuth, secret: string) => secretTexts(secret, authHeaders(auth, secret) ?? {});
    const encoded = Buffer.from('me:p@ss w').toString('base64');
    assert.deepEqual(texts({ kind: 'basic', user: 'me' }, 'p@ss w'), [
      `Basic ${encoded}`,
      encoded,
      'p@ss w',
      'p%40ss%20w',
    ]);
    assert.deepEqual(texts({ kind: 'bearer' }, 'abc'), ['Bearer abc', 'abc']);
    assert.deepEqual(texts({ kind: 'none' }, ''), []);
  });
  it('lets no server put a link that runs a command into a notification', () => {
    assert.equal(withoutLinks('see [this](command:x) and a](b'), 'see [this] (command:x) and a] (b');
  });
});

describe('servers: secrets', () => {
  const urlOf = (text: string) => {
    const read = parseServerUrl(text);
    assert.ok('url' in read);
    return read.url;
  };
  const storage = (): SecretStorageLike & { readonly map: Map<string, string> } => {
    const map = new Map<string, string>();
    return {
      map,
      get: async key => map.get(key),
      store: async (key, value) => void map.set(key, value),
      delete: async key => void map.delete(key),
    };
  };
  const bearer = { kind: 'bearer' } as const;
  const home = urlOf('https://prom.example/a');

  it('gives a secret back for its name, origin and way to sign in', async () => {
    const secrets = createSecrets(storage());
    await secrets.write('prod', home, bearer, 's', false);
    assert.deepEqual(await secrets.read('prod', home, bearer), { state: 'ready', secret: 's' });
    assert.deepEqual(await secrets.read('prod', urlOf('https://prom.example/other'), bearer), {
      state: 'ready',
      secret: 's',
    });
    assert.deepEqual(await secrets.read('other', home, bearer), { state: 'missing' });
    await secrets.remove('prod');
    assert.deepEqual(await secrets.read('prod', home, bearer), { state: 'missing' });
  });

  for (const address of [
    'https://prom.example.evil/a',
    'https://prom.example:8443/a',
    'http://prom.example/a',
    'https://evil.example/prom.example',
  ])
    it(`is not sent to ${address}`, async () => {
      const secrets = createSecrets(storage());
      await secrets.write('prod', home, bearer, 's', true);
      assert.deepEqual(await secrets.read('prod', urlOf(address), bearer), { state: 'moved', origin: home.origin });
    });

  it('is not sent another way', async () => {
    const secrets = createSecrets(storage());
    await secrets.write('prod', home, { kind: 'header', header: 'X-Key' }, 's', false);
    for (const auth of [bearer, { kind: 'header', header: 'X-Other' }, { kind: 'basic', user: 'u' }] as const)
      assert.equal((await secrets.read('prod', home, auth)).state, 'moved');
  });

  it('goes unencrypted only to this machine, or where the person agreed', async () => {
    const secrets = createSecrets(storage());
    const plain = urlOf('http://prom.example');
    await secrets.write('a', plain, bearer, 's', false);
    assert.deepEqual(await secrets.read('a', plain, bearer), { state: 'unencrypted' });
    await secrets.write('a', plain, bearer, 's', true);
    assert.equal((await secrets.read('a', plain, bearer)).state, 'ready');
    const local = urlOf('http://127.0.0.1:9090');
    await secrets.write('b', local, bearer, 's', false);
    assert.equal((await secrets.read('b', local, bearer)).state, 'ready');
  });

  it('reads nothing from a store that holds something else', async () => {
    const store = storage();
    for (const text of ['', 'x', '{}', 'null', '{"origin":1,"auth":"","secret":""}']) {
      store.map.set('server:prod', text);
      assert.deepEqual(await createSecrets(store).read('prod', home, bearer), { state: 'missing' });
    }
  });
});
