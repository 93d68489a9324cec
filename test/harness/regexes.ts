// All regular expressions of the product's sources: the literals, and the places where one is made at run time.
import { readdirSync } from 'node:fs';
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
  return read().flatMap(({ file, tree }) => {
    const found: RegexLiteral[] = [];
    visit(tree, file, found);
    return found;
  });
}

/** Places where an expression is made from a text: a call of `RegExp`, or a string given where one is expected. */
export function madeExpressions(): readonly string[] {
  return read().flatMap(({ file, code, tree }) => {
    const found: string[] = [];
    visitMade(tree, code, found);
    return found.map(one => `${file}: ${one}`);
  });
}

/** All files but generated ones as JavaScript, in the order of their names; compiled at once, as each call takes a while. */
const read = lazy(() => {
  const files = folders.flatMap(sources);
  const { outputFiles } = buildSync({
    entryPoints: files.map(file => ({ in: join(root, file), out: file })),
    outdir: root,
    write: false,
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  const codes = new Map(outputFiles.map(one => [one.path, one.text]));
  return files.map(file => {
    const code = codes.get(join(root, `${file}.js`))!;
    return { file, code, tree: parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Tree };
  });
});

interface Tree {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly callee?: { readonly type: string; readonly name?: string; readonly property?: { readonly name?: string } };
  readonly arguments?: readonly { readonly type: string; readonly regex?: unknown }[];
}

/** Methods that take a string for an expression. */
const TAKE_EXPRESSIONS: ReadonlySet<string | undefined> = new Set(['match', 'matchAll', 'search']);

function visitMade(node: Tree, code: string, found: string[]): void {
  const { type, callee, arguments: given } = node;
  if (type === 'NewExpression' || type === 'CallExpression') {
    const isMade = callee?.name === 'RegExp';
    const isText =
      callee?.type === 'MemberExpression' &&
      TAKE_EXPRESSIONS.has(callee.property?.name) &&
      (given?.[0]?.type === 'TemplateLiteral' || (given?.[0]?.type === 'Literal' && !given[0].regex));
    if (isMade || isText) found.push(code.slice(node.start, Math.min(node.end, node.start + 80)));
  }
  for (const part of Object.values(node)) {
    for (const one of Array.isArray(part) ? part : [part]) {
      if (typeof one === 'object' && one !== null && 'type' in one) visitMade(one as Tree, code, found);
    }
  }
}

/** The name of an expression in the file of verdicts. */
export function keyOf({ source, flags }: RegexLiteral): string {
  return `/${source}/${flags}`;
}

function visit(node: unknown, file: string, found: RegexLiteral[]): void {
  if (Array.isArray(node)) for (const one of node) visit(one, file, found);
  else if (typeof node === 'object' && node !== null) {
    const { regex } = node as { readonly regex?: { readonly pattern: string; readonly flags: string } };
    if (regex) found.push({ file, source: regex.pattern, flags: regex.flags });
    else for (const part of Object.values(node)) visit(part, file, found);
  }
}

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.gen.ts') && !name.endsWith('.d.ts'))
    .map(name => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}
