// Tokenizes YAML as VS Code does, with the shipped injections on top of a base grammar: VS Code's own where a copy of
// VS Code is installed for the tests, and the small one of this folder everywhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as oniguruma from 'vscode-oniguruma';
import { type IGrammar, INITIAL, type IRawGrammar, parseRawGrammar, Registry } from 'vscode-textmate';
import { yamlStub } from './yamlStub';

export interface Token {
  /** 0-based. */
  readonly line: number;
  readonly text: string;
  readonly scopes: readonly string[];
}

export type Tokenize = (text: string) => readonly Token[];

export interface Base {
  readonly name: string;
  /** The base grammar with the injections. */
  readonly yaml: Tokenize;
  /** The base grammar alone. */
  readonly bare: Tokenize;
}

const PROJECT = join(import.meta.dirname, '..', '..', '..');
const SYNTAXES = join(PROJECT, 'syntaxes');
/** Where the tests in VS Code install it: test/vscode/host/host.mjs says the same. */
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ml-alert-rules');
const HOSTS = [
  process.env['VSCODE_HOST_DIR'] ?? [],
  existsSync(CACHE)
    ? readdirSync(CACHE)
        .sort()
        .map(name => join(CACHE, name))
    : [],
].flat();
const VSCODE_YAML = HOSTS.map(host => join(host, 'node_modules/code-server/lib/vscode/extensions/yaml/syntaxes')).find(
  folder => existsSync(folder),
);

/** The grammar files of this project, by scope name. */
export const shipped: ReadonlyMap<string, IRawGrammar> = grammarsOf(SYNTAXES);

function grammarsOf(folder: string): Map<string, IRawGrammar> {
  const files = readdirSync(folder).filter(name => name.endsWith('.tmLanguage.json'));
  const grammars = files.map(name => parseRawGrammar(readFileSync(join(folder, name), 'utf8'), name));
  return new Map(grammars.map(grammar => [grammar.scopeName, grammar]));
}

/** The base grammars at hand: the stub always, VS Code's where it is installed. */
export async function bases(): Promise<readonly Base[]> {
  const wasm = readFileSync(createRequire(import.meta.filename).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const found = [await base('a small YAML grammar', new Map([[yamlStub.scopeName, yamlStub]]))];
  if (VSCODE_YAML !== undefined) found.push(await base("VS Code's YAML grammar", grammarsOf(VSCODE_YAML)));
  else console.log("      VS Code's own YAML grammar is not here, the tests with it are left out");
  return found;
}

async function base(name: string, grammars: ReadonlyMap<string, IRawGrammar>): Promise<Base> {
  const injections = [...shipped.values()].filter(grammar => grammar.injectionSelector !== undefined);
  return {
    name,
    yaml: await tokenizer(
      grammars,
      'source.yaml',
      injections.map(grammar => grammar.scopeName),
    ),
    bare: await tokenizer(grammars, 'source.yaml', []),
  };
}

/** A tokenizer for PromQL by itself. */
export const promql = (): Promise<Tokenize> => tokenizer(new Map(), 'source.promql', []);

async function tokenizer(
  base: ReadonlyMap<string, IRawGrammar>,
  scope: string,
  injections: string[],
): Promise<Tokenize> {
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: sources => new oniguruma.OnigScanner(sources),
      createOnigString: text => new oniguruma.OnigString(text),
    }),
    loadGrammar: async name => base.get(name) ?? shipped.get(name) ?? null,
    getInjections: name => (name === 'source.yaml' ? injections : undefined),
  });
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`no grammar ${scope}`);
  return text => tokenize(grammar, text);
}

function tokenize(grammar: IGrammar, text: string): readonly Token[] {
  const tokens: Token[] = [];
  let stack = INITIAL;
  for (const [line, source] of text.split('\n').entries()) {
    const result = grammar.tokenizeLine(source, stack);
    stack = result.ruleStack;
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      const part = source.slice(startIndex, endIndex);
      if (part !== '') tokens.push({ line, text: part, scopes });
    }
  }
  return tokens;
}

/** What stands inside a scope, one string a line of the text (lines without any are left out). */
export function inside(tokens: readonly Token[], scope: string): readonly string[] {
  const lines = new Map<number, string>();
  for (const token of tokens) {
    if (token.scopes.includes(scope)) lines.set(token.line, (lines.get(token.line) ?? '') + token.text);
  }
  return [...lines.values()];
}
