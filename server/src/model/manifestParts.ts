// The parts of long manifests that are read at each edit: of a stream of documents those that tell of something, of a chart's
// values one section. Layer: model (pure text).
import { finish } from '../text/slices';
import type { YamlNode } from '../yaml/node';
import { entries, follow, get } from '../yaml/path';
import { encodedFiles } from './innerFiles';

/** What is read in one go, in characters: manifests are small. Of what is longer it is only known that there may be something. */
export const longestManifest = 60_000;
/** The same of all parts of one file. */
const mostRead = 4 * longestManifest;

export interface ManifestParts {
  readonly texts: readonly string[];
  /** Those that are left out, as they are too long. */
  readonly cut: readonly string[];
}

/** The documents of a text that `telling` finds something in. */
export function documentsWith(text: string, telling: RegExp): ManifestParts {
  if (text.length <= longestManifest) return { texts: telling.test(text) ? [text] : [], cut: [] };
  const texts: string[] = [];
  const cut: string[] = [];
  let read = 0;
  for (let from = 0; from < text.length; ) {
    const to = endOfDocument(text, from);
    const one = text.slice(from, to);
    if (telling.test(one)) {
      if (one.length > longestManifest || (read += one.length) > mostRead) cut.push(one);
      else texts.push(one);
    }
    from = to;
  }
  return { texts, cut };
}

/** Where the next document begins; the text's end where none does. Nothing of a document has `---` at the start of a line. */
function endOfDocument(text: string, from: number): number {
  for (let at = text.indexOf('\n---', from); at >= 0; at = text.indexOf('\n---', at + 4)) {
    const behind = text[at + 4];
    if (behind === undefined || /\s/.test(behind)) return at + 1;
  }
  return text.length;
}

/** The lines of a key below another, whole sections of a block mapping, as far as they are short, with the upper key before them. */
export function sectionsBelow(text: string, parent: string, key: string): ManifestParts {
  const texts: string[] = [];
  const cut: string[] = [];
  for (let at = text.indexOf(`${key}:`); at >= 0; at = text.indexOf(`${key}:`, at + 1)) {
    const start = text.lastIndexOf('\n', at) + 1;
    const indent = at - start;
    if (indentOf(text, start) !== indent || indent === 0 || keyAbove(text, start, indent) !== parent) continue;
    const end = endOfSection(text, start, indent);
    if (end === undefined) cut.push(text.slice(start));
    else texts.push(`${parent}:\n${text.slice(start, end)}`);
  }
  return { texts, cut };
}

/** Where the section of a line at `start` ends: at the first that stands no deeper and is neither blank nor a comment. */
function endOfSection(text: string, start: number, indent: number): number | undefined {
  for (let at = text.indexOf('\n', start) + 1; at > 0; at = text.indexOf('\n', at) + 1) {
    const own = indentOf(text, at);
    if (own <= indent && !/[\s#]/.test(text[at + own] ?? ' ')) return at;
    if (at - start > longestManifest) return undefined;
  }
  return text.length;
}

/** The key of the map that a line at `start` with such an indent stands in. */
function keyAbove(text: string, start: number, indent: number): string | undefined {
  for (let end = start - 1; end > 0; ) {
    const at = text.lastIndexOf('\n', end - 1) + 1;
    const own = indentOf(text, at);
    if (own < indent && !/[\s#]/.test(text[at + own] ?? ' '))
      return /^[\w.-]+(?=:)/.exec(text.slice(at + own, end))?.[0];
    end = at - 1;
  }
  return undefined;
}

function indentOf(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ') at++;
  return at - start;
}

/** The files of a ConfigMap or Secret by their keys, those in base64 decoded. */
export function filesOf(
  node: YamlNode | undefined,
  kind: string,
): readonly { readonly key: string; readonly text: string }[] {
  const isSecret = kind === 'Secret';
  const plain = get(node, isSecret ? 'stringData' : 'data');
  const map = follow(plain);
  const found = (map?.kind === 'map' ? entries(map) : []).flatMap(({ name, value }) => {
    const inner = follow(value);
    return inner?.kind === 'scalar' ? [{ key: name, text: inner.value }] : [];
  });
  const encoded = isSecret ? finish(encodedFiles(get(node, 'data'), plain)) : [];
  return [...found, ...encoded.flatMap(({ name, text }) => (text === undefined ? [] : [{ key: name, text }]))];
}

/** The objects of a document: itself, or the items of a list. */
export function objectsOf(root: YamlNode | undefined): readonly (YamlNode | undefined)[] {
  const items = follow(get(root, 'items'));
  return items?.kind === 'seq' ? items.items.flatMap(objectsOf) : [root];
}
