// Which reader a source file is for, by its name and by the libraries that its text mentions: most files mention none and cost
// a search or two. Layer: catalog.
import { type CodeFacts, type Draft, noFacts } from './draft';
import { goFacts } from './go';
import { javaClientFacts } from './javaClient';
import { javascriptFacts } from './javascript';
import { micrometerFacts } from './micrometer';
import { otelFacts } from './otel';
import { rustFacts } from './rust';
import { type RefOf, Source } from './source';
import type { CodeLanguage } from './tokens';

/** Larger files are generated, and none may hold up the editor: in UTF-16 units. */
const longestSource = 256 * 1024;

/** What a source file says about metrics; nothing for files in other languages, and for tests. */
export function codeFacts(file: string, text: string): CodeFacts {
  const language = languageOf(file);
  if (!language || text.length > longestSource || isTest(file, language)) return noFacts;
  const readers = readersFor(language, text);
  if (readers.length === 0 && !mayHoldConstants(file, language, text)) return noFacts;
  const source = new Source(withoutTests(text, language), language, refOf(file, language, text));
  const drafts: Draft[] = [];
  const traits = new Set<CodeFacts['traits'][number]>();
  for (const read of readers) {
    const found = read(source);
    drafts.push(...found.drafts);
    for (const trait of found.traits) traits.add(trait);
  }
  const constants = source.constants(keyOf(file, source));
  // Other packages ask for a constant by the end of the path that they import.
  if (language === 'go') {
    for (const [key, value] of Object.entries(constants)) {
      const name = key.slice(key.lastIndexOf(':') + 1);
      if (/^[A-Z]/.test(name)) constants[packageKey(folderOf(file), name)] = value;
    }
  }
  return { drafts, traits: [...traits], constants };
}

/** Whether a file is one in these languages, by the end of its name. */
export function isSourceFile(file: string): boolean {
  return languageOf(file) !== undefined;
}

/** Whether a source file may say something: what most of a workspace's files are let go by. */
export function mayDefine(file: string, text: string): boolean {
  const language = languageOf(file);
  if (!language) return true;
  if (text.length > longestSource || isTest(file, language)) return false;
  return readersFor(language, text).length > 0 || mayHoldConstants(file, language, text);
}

function languageOf(file: string): CodeLanguage | undefined {
  switch (file.slice(file.lastIndexOf('.') + 1).toLowerCase()) {
    case 'go':
      return 'go';
    case 'java':
      return 'java';
    case 'kt':
      return 'kotlin';
    case 'js':
    case 'mjs':
    case 'ts':
      return 'javascript';
    case 'rs':
      return 'rust';
    default:
      return undefined;
  }
}

/** What tests define is never scraped. */
function isTest(file: string, language: CodeLanguage): boolean {
  switch (language) {
    case 'go':
      return file.endsWith('_test.go');
    case 'java':
    case 'kotlin':
      return /(?:Test|Tests|IT|Spec)\.\w+$/.test(file) || file.includes('/src/test/');
    case 'javascript':
      return /\.(?:test|spec|d)\.\w+$/.test(file) || file.includes('/__tests__/');
    case 'rust':
      return /(?:^|\/)tests?(?:\.rs$|\/)/.test(file);
  }
}

/** Rust's tests of a module stand at its end. */
function withoutTests(text: string, language: CodeLanguage): string {
  const at = language === 'rust' ? text.search(/#\[cfg\(test\)\]\s*(?:pub\s+)?mod\b/) : -1;
  return at < 0 ? text : text.slice(0, at);
}

type Reader = (source: Source) => Pick<CodeFacts, 'drafts' | 'traits'>;

function readersFor(language: CodeLanguage, text: string): readonly Reader[] {
  const readers: Reader[] = [];
  switch (language) {
    case 'go':
      if (text.includes('client_golang/prometheus') || text.includes('component-base/metrics')) readers.push(goFacts);
      if (text.includes('go.opentelemetry.io/otel')) readers.push(otelFacts);
      break;
    case 'java':
    case 'kotlin':
      if (text.includes('io.micrometer')) readers.push(micrometerFacts);
      if (text.includes('io.prometheus')) readers.push(javaClientFacts);
      if (text.includes('io.opentelemetry')) readers.push(otelFacts);
      break;
    case 'javascript':
      if (text.includes('prom-client') || text.includes('nestjs-prometheus')) readers.push(javascriptFacts);
      if (text.includes('@opentelemetry/')) readers.push(otelFacts);
      break;
    case 'rust':
      if (
        text.includes('prometheus') ||
        /\b(?:counter|gauge|histogram)!\s*[([{]/.test(text) ||
        text.includes('set_buckets')
      )
        readers.push(rustFacts);
      break;
  }
  return readers;
}

/** Whether constants of a file that uses no library are likely parts of metrics' names. */
function mayHoldConstants(file: string, language: CodeLanguage, text: string): boolean {
  if (!/metric|prom|const|name|label|collector/i.test(file.slice(file.lastIndexOf('/') + 1))) return false;
  switch (language) {
    case 'go':
      return text.includes('const ');
    case 'java':
      return text.includes('static final String');
    case 'kotlin':
      return text.includes('const val');
    case 'javascript':
      return text.includes('export ') && text.includes('const ');
    case 'rust':
      return text.includes('const ') && text.includes('str');
  }
}

/** Under which key a constant of this file is kept for others. */
function keyOf(file: string, source: Source): (name: string, block: number) => string | undefined {
  const folder = folderOf(file);
  return (name, block) => {
    switch (source.language) {
      case 'go':
        return block < 0 ? `go:${folder}:${name}` : undefined;
      case 'java':
      case 'kotlin': {
        // A companion object has no name: its members are called by that of the class around it.
        const owner = source.classOf(block) ?? source.classOf(source.tokens[block]?.block ?? -1);
        return owner === undefined ? undefined : `jvm:${owner}.${name}`;
      }
      case 'javascript':
        return block < 0 ? `js:${name}` : undefined;
      case 'rust':
        return `rust:${name}`;
    }
  };
}

/** The keys of constants that a name may stand for; undefined for names that are variables for all we know. */
function refOf(file: string, language: CodeLanguage, text: string): RefOf {
  const folder = folderOf(file);
  const imported = new Map<string, boolean>();
  // The same few names are asked for again and again.
  const packages = new Map<string, string | undefined>();
  const goRef = (name: string): string | undefined => {
    if (!packages.has(name)) packages.set(name, goImported(text, name));
    return packages.get(name);
  };
  const imports = (name: string): boolean => {
    const known = imported.get(name) ?? isImported(text, name);
    imported.set(name, known);
    return known;
  };
  return name => {
    switch (language) {
      case 'go':
        return name.includes('.') ? goRef(name) : `go:${folder}:${name}`;
      case 'java':
      case 'kotlin': {
        const [owner, last] = name.split('.').slice(-2);
        return owner !== undefined && last !== undefined && /^[A-Z]/.test(owner) ? `jvm:${owner}.${last}` : undefined;
      }
      case 'javascript': {
        const [first, ...rest] = name.split('.');
        return rest.length <= 1 && imports(first!) ? `js:${rest[0] ?? first}` : undefined;
      }
      case 'rust': {
        const last = name.split('.').at(-1)!;
        return /^[A-Z][A-Z0-9_]*$/.test(last) ? `rust:${last}` : undefined;
      }
    }
  };
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** A constant of a package, by the last two names of its path: which module it is in the folder does not tell. */
function packageKey(path: string, name: string): string {
  return `go:~${path.split('/').slice(-2).join('/')}:${name}`;
}

/** `constants.Namespace`, where the file imports a package of that name. */
function goImported(text: string, name: string): string | undefined {
  const [owner, constant, ...rest] = name.split('.');
  if (constant === undefined || rest.length > 0 || !/^[A-Z]/.test(constant)) return undefined;
  const head = text.slice(0, 20_000);
  const named = head.indexOf(`\t${owner} "`);
  const at = named >= 0 ? head.indexOf('"', named) + 1 : head.lastIndexOf('"', head.indexOf(`/${owner}"`)) + 1;
  if (at <= 0) return undefined;
  const path = head.slice(at, head.indexOf('"', at));
  return /^[\w./-]+$/.test(path) && path.includes('/') ? packageKey(path, constant) : undefined;
}

/** Whether a module imports a name; looked for in its head. */
function isImported(text: string, name: string): boolean {
  const head = text.slice(0, 20_000);
  for (let at = head.indexOf(name); at >= 0; at = head.indexOf(name, at + 1)) {
    if (/\w/.test(head[at - 1] ?? '') || /[\w]/.test(head[at + name.length] ?? '')) continue;
    const before = head.slice(Math.max(0, at - 300), at);
    const after = head.slice(at, at + 300);
    if (/\bimport\s*(?:type\s*)?(?:\*\s*as\s*|\{[^{}]*)?$/.test(before) && /^[^;'"]{0,250}\bfrom\b/.test(after))
      return true;
    if (
      /\b(?:const|let|var)\s*(?:\{[^{}]*)?$/.test(before) &&
      /^[^;'"=]{0,200}=\s*(?:await\s+)?(?:require|import)\b/.test(after)
    )
      return true;
  }
  return false;
}
