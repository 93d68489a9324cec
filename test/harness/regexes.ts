// All regular expressions of the product's sources: the literals, and the places where one is made at run time.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { buildSync } from 'esbuild';
import { lazy } from '../../server/src/text/lazy';

export interface RegexLiteral {
  /** Relative to the project's folder. */
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

const root = join(import.meta.dirname, '../..');
const folders = ['server/src', 'client/src', 'client/webview'];

/** The literals of all files but generated ones, in the order of the files. */
export function regexLiterals(): readonly RegexLiteral[] {
  return read().literals;
}

/** Places where an expression is made from a text: a call of `RegExp`, or a string given where one is expected. */
export function madeExpressions(): readonly string[] {
  return read().made;
}

interface Found {
  readonly literals: RegexLiteral[];
  readonly made: string[];
}

/** What was found in a file as it was at a time, kept from run to run as long as this file here is the same. */
type Kept = Record<string, Found & { readonly time: number }>;

const keptFile = join(root, 'out/regexes.json');

/** What all files but generated ones have, in the order of their names. */
const read = lazy((): Found => {
  const timeOf = (file: string): number => statSync(file).mtimeMs;
  const own = timeOf(import.meta.filename);
  const before: { own?: number; kept?: Kept } = existsSync(keptFile) ? JSON.parse(readFileSync(keptFile, 'utf8')) : {};
  const kept: Kept = {};
  const changed: string[] = [];
  const files = folders.flatMap(sources);
  for (const file of files) {
    const found = before.own === own ? before.kept?.[file] : undefined;
    if (found?.time === timeOf(join(root, file))) kept[file] = found;
    else changed.push(file);
  }
  if (changed.length > 0) {
    const codes = compiled(changed);
    for (const file of changed) kept[file] = { ...foundIn(file, codes.get(file)!), time: timeOf(join(root, file)) };
    mkdirSync(join(root, 'out'), { recursive: true });
    writeFileSync(`${keptFile}.${process.pid}`, JSON.stringify({ own, kept }));
    renameSync(`${keptFile}.${process.pid}`, keptFile);
  }
  return {
    literals: files.flatMap(file => kept[file]!.literals),
    made: files.flatMap(file => kept[file]!.made),
  };
});

/** The code of files without types; of all at once, as each call takes a while. */
function compiled(files: readonly string[]): ReadonlyMap<string, string> {
  const { outputFiles } = buildSync({
    entryPoints: files.map(file => ({ in: join(root, file), out: file })),
    outdir: root,
    write: false,
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  const codes = new Map(outputFiles.map(one => [one.path, one.text]));
  return new Map(files.map(file => [file, codes.get(join(root, `${file}.js`))!]));
}

function foundIn(file: string, code: string): Found {
  const found: Found = { literals: [], made: [] };
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Tree, file, code, found);
  return found;
}

interface Tree {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly regex?: { readonly pattern: string; readonly flags: string };
  readonly callee?: { readonly type: string; readonly name?: string; readonly property?: { readonly name?: string } };
  readonly arguments?: readonly { readonly type: string; readonly regex?: unknown }[];
}

/** Methods that take a string for an expression. */
const TAKE_EXPRESSIONS: ReadonlySet<string | undefined> = new Set(['match', 'matchAll', 'search']);

/** One walk for both, as the trees are large. */
function visit(node: Tree, file: string, code: string, found: Found): void {
  const { type, regex } = node;
  if (regex) {
    found.literals.push({ file, source: regex.pattern, flags: regex.flags });
    return;
  }
  if ((type === 'NewExpression' || type === 'CallExpression') && makesExpression(node))
    found.made.push(`${file}: ${code.slice(node.start, Math.min(node.end, node.start + 80))}`);
  for (const key in node) {
    const part: unknown = node[key as keyof Tree];
    if (typeof part !== 'object' || part === null) continue;
    if (Array.isArray(part)) {
      for (const one of part as readonly (Tree | null)[]) if (one !== null) visit(one, file, code, found);
    } else if ('type' in part) visit(part as Tree, file, code, found);
  }
}

function makesExpression({ callee, arguments: given }: Tree): boolean {
  if (callee?.name === 'RegExp') return true;
  const [first] = given ?? [];
  return (
    callee?.type === 'MemberExpression' &&
    TAKE_EXPRESSIONS.has(callee.property?.name) &&
    (first?.type === 'TemplateLiteral' || (first?.type === 'Literal' && !first.regex))
  );
}

/** The name of an expression in the file of verdicts. */
export function keyOf({ source, flags }: RegexLiteral): string {
  return `/${source}/${flags}`;
}

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.gen.ts') && !name.endsWith('.d.ts'))
    .map(name => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}
