// What a repository may hold that is no file: devices without end, pipes that nobody writes to, links that lead elsewhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { readConfigFile } from '../../../server/src/config/file';
import { openTemplateFiles } from '../../../server/src/files/matchedFiles';
import { readNamed, readRegularFile } from '../../../server/src/files/read';
import { walk, walkSlowly } from '../../../server/src/files/walk';

describe('a hostile repository', () => {
  // Each of these took for good, or until memory ended.
  let home: string;
  let outside: string;
  const at = (name: string): string => path.join(home, name);
  const put = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), text);
  };
  const walked = (): readonly string[] => [...walk(home)].map(file => path.relative(home, file.path));

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
    home = path.join(folder, 'repository');
    outside = path.join(folder, 'outside');
    fs.mkdirSync(home);
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'secret.yaml'), 'password: of somebody\n');
  });
  afterEach(() => fs.rmSync(path.dirname(home), { recursive: true, force: true }));

  /** Everything under a name that is no regular file, one at a time. */
  async function withEach(name: string, look: (kind: string) => void): Promise<void> {
    const make: Readonly<Record<string, () => undefined | net.Server>> = {
      'endless device': () => void fs.symlinkSync('/dev/zero', at(name)),
      terminal: () => void fs.symlinkSync('/dev/tty', at(name)),
      pipe: () => void execFileSync('mkfifo', [at(name)]),
      'link to a pipe': () => {
        execFileSync('mkfifo', [at('pipe')]);
        fs.symlinkSync('pipe', at(name));
      },
      socket: () => net.createServer().listen(at(name)),
      folder: () => void fs.mkdirSync(at(name)),
      'link to nowhere': () => void fs.symlinkSync('nowhere', at(name)),
      'link to itself': () => void fs.symlinkSync(name, at(name)),
      hole: () => {
        fs.writeFileSync(at(name), '');
        fs.truncateSync(at(name), 1e12);
      },
      'link out': () => void fs.symlinkSync(path.join(outside, 'secret.yaml'), at(name)),
    };
    for (const [kind, begin] of Object.entries(make)) {
      const server = begin();
      if (server) await new Promise(resolve => server.once('listening', resolve));
      look(kind);
      if (server) await new Promise(resolve => server.close(resolve));
      for (const made of [name, 'pipe']) fs.rmSync(at(made), { recursive: true, force: true });
    }
  }

  it('has files that are not read', async () => {
    await withEach('a.yaml', kind => {
      const read = readRegularFile(at('a.yaml'), { limit: 1000, within: home });
      assert.equal(read.bytes, undefined, kind);
      assert.ok(read.reason!.length > 0, kind);
    });
  });

  it('has files that are read to their end and not further', () => {
    for (const size of [0, 1, 999, 1000]) {
      put('a.yaml', 'x'.repeat(size));
      assert.equal(readRegularFile(at('a.yaml'), { limit: 1000 }).bytes?.length, size);
      assert.equal(readNamed(at('a.yaml'), 1000).bytes?.length, size);
    }
    put('a.yaml', 'x'.repeat(1001));
    assert.equal(readRegularFile(at('a.yaml'), { limit: 1000 }).isLarge, true);
    assert.equal(readNamed('/dev/zero', 1000).isLarge, true);
    // The system says that files it makes up have no bytes.
    if (fs.existsSync('/proc/self/status')) {
      assert.ok(readRegularFile('/proc/self/status', { limit: 100_000 }).bytes!.length > 100);
      assert.equal(readRegularFile('/proc/self/status', { limit: 100 }).isLarge, true);
    }
  });

  it('has patterns to leave out that are not read', async () => {
    put('a.yaml', '');
    await withEach('.gitignore', kind => assert.deepEqual(walked(), ['a.yaml'], kind));
  });

  it('has a name of a rule file for what is none', async () => {
    put('b.yaml', '');
    await withEach('a.yaml', kind => {
      // Whoever reads it refuses it by its size.
      assert.deepEqual(walked(), kind === 'hole' ? ['a.yaml', 'b.yaml'] : ['b.yaml'], kind);
    });
  });

  it('has template files that are none', async () => {
    put('alertmanager.yml', '');
    await withEach('a.tmpl', kind => {
      const [found] = openTemplateFiles(at('alertmanager.yml'), undefined, ['*.tmpl']);
      if (kind === 'folder') assert.equal(found!.files[0]!.fault, 'it is a folder');
      else assert.deepEqual(found, { files: [], complete: false }, kind);
    });
  });

  it('has links that lead out of it, up, around, or to the same place', () => {
    put('rules/a.yaml', '');
    fs.symlinkSync('/', at('root'));
    fs.symlinkSync('..', at('up'));
    fs.symlinkSync('.', at('rules/around'));
    fs.symlinkSync('../rules', at('rules/again'));
    fs.symlinkSync(outside, at('elsewhere'));
    fs.symlinkSync(path.join(outside, 'secret.yaml'), at('secret.yaml'));
    // A folder whose name begins like the repository's is not inside of it.
    fs.mkdirSync(`${home}-2`);
    fs.symlinkSync(`${home}-2`, at('beside'));
    const left: string[] = [];
    const found = [...walk(home, { onOutside: link => left.push(path.relative(home, link)) })];
    assert.deepEqual(
      found.map(file => path.relative(home, file.path)),
      ['rules/a.yaml'],
    );
    assert.deepEqual(left.sort(), ['beside', 'elsewhere', 'root', 'secret.yaml', 'up']);
    // The folder itself may be reached by a link.
    fs.symlinkSync(home, path.join(path.dirname(home), 'link'));
    assert.equal([...walk(path.join(path.dirname(home), 'link'))].length, 1);
  });

  it('has links to what it holds itself, which is known by its own path', () => {
    for (const name of ['packaging/examples/a.yaml', 'packaging/b.yaml', 'ignored/c.yaml', 'ignored/d.yaml', 'e.txt'])
      put(name, '');
    put('.gitignore', '/ignored');
    fs.mkdirSync(at('docs'));
    fs.symlinkSync('../packaging/examples', at('docs/examples'));
    fs.symlinkSync('../packaging/b.yaml', at('docs/b.yaml'));
    fs.symlinkSync('packaging', at('a-link'));
    // What the walk does not come by otherwise is found by a link.
    fs.symlinkSync('../ignored/c.yaml', at('docs/c.yaml'));
    fs.symlinkSync('../ignored/c.yaml', at('docs/again.yaml'));
    fs.symlinkSync('../e.txt', at('docs/e.yaml'));
    fs.symlinkSync('ignored', at('kept'));
    const found = [...walk(home)].map(file => path.relative(home, file.path));
    assert.deepEqual(found, [
      'packaging/b.yaml',
      'packaging/examples/a.yaml',
      'kept/c.yaml',
      'kept/d.yaml',
      'docs/e.yaml',
    ]);
  });

  it('has many names of which none is a rule file', () => {
    for (let i = 0; i < 950; i++) put(`notes/${i}.txt`, '');
    for (let i = 0; i < 50; i++) put(`empty/${i}/note.txt`, '');
    const steps = [...walkSlowly(home)];
    assert.ok(steps.length >= 60 && steps.every(step => step === undefined));
  });

  it('has a configuration whose aliases unfold without end', () => {
    const bomb = (levels: number, key: string): string =>
      `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from(
        { length: levels },
        (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]\n`,
      ).join('')}${key}: *a${levels}\n`;
    for (const key of ['ignore', 'checks', 'scrapeInterval', 'other']) {
      const { layer, problems } = readConfigFile(bomb(30, key));
      assert.deepEqual(layer, {}, key);
      assert.match(problems[0]!.message, /unfold to (?:far )?more than/);
    }
    assert.match(readConfigFile('ignore: &a [x, *a]\n').problems[0]?.message ?? '', /./);
    // Aliases as people use them.
    assert.deepEqual(readConfigFile('catalogs: &a [x, y]\nignore: *a\n').layer.ignore, ['x', 'y']);
  });

  it('has a configuration with values that are no values', () => {
    const objects = ['{toString: x, valueOf: y}', '{__proto__: x}', '[[[]]]', '~', `"${'x'.repeat(10_000)}"`];
    for (const value of objects) {
      for (const key of ['target', 'checks', 'ignore', 'scrapeInterval', 'catalogs', '__proto__', 'constructor']) {
        const { problems } = readConfigFile(`${key}: ${value}\n`);
        assert.ok(
          problems.every(problem => problem.message.length < 400),
          value,
        );
      }
      for (const key of ['prometheus', 'alertmanager', 'features']) readConfigFile(`target: {${key}: ${value}}\n`);
    }
  });
});
