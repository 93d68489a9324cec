// All regular expressions that stand as literals in the product's sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { transformSync } from 'esbuild';

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
  return folders.flatMap(sources).flatMap(file => {
    const text = readFileSync(join(root, file), 'utf8');
    if (!/\/.+\//.test(text)) return [];
    const { code } = transformSync(text, { loader: 'ts' });
    const found: RegexLiteral[] = [];
    visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), file, found);
    return found;
  });
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
