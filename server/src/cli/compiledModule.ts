// A module whose bytecode is kept between runs, in the user's folder for such things: half of what a check or a test of one file
// takes is reading our own text. What is kept is only believed where nobody else could have written it. Layer: cli (Node).
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** What a run is for. Runs of one kind need the same functions; the names of all files of its code begin with it. */
export type Purpose = 'check' | 'test';

/** So many are left of each kind: of versions that are used in turns, not of all that ever were. */
const mostKept = 4;

/** After a run of this many milliseconds most functions have been compiled that a larger one needs. */
const longRun = 500;

/**
 * What a CommonJS file exports. `hash` stands for its text: what was kept of another text is not used. Bytecode is kept under
 * `XDG_CACHE_HOME` or the system's like of it; where that cannot be read or written the file is compiled as always.
 */
export function compiledModule(file: string, hash: string, purpose: Purpose): unknown {
  const cache = cacheFile(hash, purpose);
  const key = `${hash} ${process.version} ${process.arch}`;
  const kept = cache === undefined ? undefined : readKept(cache, key);
  const text = fs.readFileSync(file, 'utf8');
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${text}\n})`, {
    filename: file,
    ...(kept ? { cachedData: kept.code } : {}),
  });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...words: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file));
  if (cache !== undefined && mayKeep()) {
    process.once('exit', () => {
      const isLong = performance.now() > longRun;
      if (!kept || script.cachedDataRejected || (isLong && !kept.isLong)) {
        keep(cache, key, isLong, () => script.createCachedData());
        removeOld(path.dirname(cache), purpose);
      }
    });
  }
  return module.exports;
}

/** Kept code begins with a line: what it holds and whether a long run left it. V8 believes the code, so its sum stands there, too. */
function headOf(key: string, isLong: boolean, code: Buffer): string {
  return `${key} ${isLong ? 'long' : 'short'} ${crc32(code)}\n`;
}

interface Kept {
  readonly code: Buffer;
  readonly isLong: boolean;
}

function readKept(file: string, key: string): Kept | undefined {
  let handle: number | undefined;
  try {
    handle = fs.openSync(file, 'r');
    const { uid, mode } = fs.fstatSync(handle);
    if (!isOwn(uid) || (process.platform !== 'win32' && (mode & 0o022) !== 0)) return undefined;
    const bytes = fs.readFileSync(handle);
    const head = bytes.toString('latin1', 0, bytes.indexOf('\n') + 1);
    const code = bytes.subarray(head.length);
    for (const isLong of [true, false]) if (head === headOf(key, isLong, code)) return { code, isLong };
  } catch {
    // Not there, or not for us.
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
  return undefined;
}

/** Writes beside and renames: another run never reads half a file. */
function keep(file: string, key: string, isLong: boolean, make: () => Buffer): void {
  const beside = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const code = make();
    fs.writeFileSync(beside, Buffer.concat([Buffer.from(headOf(key, isLong, code)), code]), {
      mode: 0o600,
      flag: 'wx',
    });
    fs.renameSync(beside, file);
  } catch {
    fs.rmSync(beside, { force: true });
  }
}

/** Removes all but those that were written last. */
function removeOld(folder: string, purpose: Purpose): void {
  try {
    const files = fs
      .readdirSync(folder)
      .filter(name => name.startsWith(`${purpose}-`))
      .map(name => path.join(folder, name))
      .map(file => ({ file, written: fs.statSync(file).mtimeMs }));
    for (const { file } of files.sort((a, b) => b.written - a.written).slice(mostKept))
      fs.rmSync(file, { force: true });
  } catch {
    // Another run removed one meanwhile: the next will see to the rest.
  }
}

/** Machines of continuous integration are thrown away after the run. */
function mayKeep(): boolean {
  return !process.env.CI;
}

/** One for each purpose, text and version of Node; undefined where there is no folder for it or nothing is to be kept. */
function cacheFile(hash: string, purpose: Purpose): string | undefined {
  const { env, platform } = process;
  if (env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const home = os.homedir();
  const folder =
    platform === 'win32'
      ? env.LOCALAPPDATA
      : env.XDG_CACHE_HOME || path.join(home, platform === 'darwin' ? 'Library/Caches' : '.cache');
  if (!folder || !path.isAbsolute(folder)) return undefined;
  try {
    // Under `sudo` the home is somebody else's: nothing of root's is to be left there.
    if (!isOwn(fs.statSync(home).uid)) return undefined;
  } catch {
    return undefined;
  }
  return path.join(folder, 'ml-alert-rules', `${purpose}-${hash.slice(0, 8)}-${process.version}-${process.arch}`);
}

function isOwn(uid: number): boolean {
  return process.getuid === undefined || process.getuid() === uid;
}
