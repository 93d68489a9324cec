// Reads YAML with the `yaml` package into our nodes. It is tolerant: a broken text still gives a usable tree.
// Layer: yaml. Offsets are the text's; values are decoded by decodeScalar.ts, never taken from the package.

import { Composer, CST, type Document, Lexer, type Node, Parser, Schema } from 'yaml';
import { lazy } from '../text/lazy';
import type { Span } from '../text/span';
import { isBreak } from './lineBreaks';
import type { YamlComment, YamlDocument, YamlStream } from './node';
import { Builder } from './packageTree';
import { MAX_DEPTH } from './unfold';

/**
 * Reads the documents of `whole` between `begin`, which begins a line, and `end`, in slices; all offsets are those of `whole`.
 * Problems are those of the package; parse.ts decides what go-yaml would say. Of one document the package makes a tree in one
 * go.
 */
export function* readWithPackage(whole: string, begin = 0, end = whole.length): Generator<void, YamlStream> {
  const text = whole.slice(0, end);
  // The line break before: what begins a text, such as a byte order mark, begins no later line.
  const base = Math.max(0, begin - 1);
  const part = begin === 0 ? text : `\n${text.slice(begin)}`;
  const lexemes = yield* lexemesOf(part);
  const { comments, tooDeep } = yield* look(text, lexemes, base);
  const shallow = tooDeep.length === 0 ? lexemes : yield* lexemesOf(blanked(part, tooDeep));
  return yield* readDocuments(text, shallow, base, comments);
}

/** How many tokens of the package's lexer are looked at between two yields. */
const lexemesPerSlice = 500;

function* lexemesOf(part: string): Generator<void, readonly string[]> {
  const lexemes: string[] = [];
  for (const lexeme of new Lexer().lex(part)) {
    lexemes.push(lexeme);
    if (lexemes.length % lexemesPerSlice === 0) yield;
  }
  yield;
  return lexemes;
}

/** Made once: else the package makes one for every document. */
const failsafe = lazy(() => new Schema({ schema: 'failsafe' }));

/** Reads what `text` holds from `base` on, given in lexemes. */
function* readDocuments(
  text: string,
  lexemes: readonly string[],
  base: number,
  comments: readonly YamlComment[],
): Generator<void, YamlStream> {
  const parser = new Parser();
  parser.offset = base;
  const tokens: CST.Token[] = [];
  for (const [i, lexeme] of lexemes.entries()) {
    if (i % lexemesPerSlice === lexemesPerSlice - 1) yield;
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  yield;
  const composer = new Composer({ keepSourceTokens: true, strict: true, uniqueKeys: false, schema: failsafe() });
  const composed: Document.Parsed[] = [];
  for (const token of tokens) {
    const known = composed.length;
    composed.push(...composer.next(token));
    if (composed.length > known) yield;
  }
  composed.push(...composer.end(true, text.length));
  yield;
  const documents: YamlDocument[] = [];
  let from = base;
  let taken = 0;
  for (const doc of composed) {
    const last = doc.range?.[2] ?? text.length;
    const to = Math.max(from, Math.min(last, text.length));
    const builder = new Builder(text);
    const root = doc.contents ? builder.node(doc.contents as Node) : undefined;
    const problems = doc.errors
      .filter(error => error.code !== 'TAG_RESOLVE_FAILED')
      .map(error => ({
        from: Math.min(error.pos[0], text.length),
        to: Math.min(error.pos[1], text.length),
        code: error.code.toLowerCase().replaceAll('_', '-'),
        message: error.message,
      }));
    const firstComment = taken;
    while (taken < comments.length && comments[taken]!.from < Math.max(to, from + 1)) taken++;
    const absent = root === undefined || (root.kind === 'scalar' && root.absent && !root.tag && !root.anchor);
    documents.push({
      from,
      to,
      root: absent ? undefined : root,
      problems: [...problems, ...builder.problems],
      comments: comments.slice(firstComment, taken),
      ...(builder.unread ? { unread: builder.unread } : {}),
    });
    from = to;
    yield;
  }
  if (documents.length === 0) documents.push({ from: 0, to: text.length, problems: [], comments });
  else {
    const end = documents[documents.length - 1]!;
    const late = comments.slice(taken).filter(comment => comment.from >= end.to);
    documents[documents.length - 1] = { ...end, to: text.length, comments: [...end.comments, ...late] };
  }
  return { text, documents };
}

/** All comments among lexemes, and the places that may be nested too deeply for the package, which recurses. */
function* look(
  text: string,
  lexemes: readonly string[],
  base: number,
): Generator<void, { comments: readonly YamlComment[]; tooDeep: readonly Span[] }> {
  const comments: YamlComment[] = [];
  const tooDeep: Span[] = [];
  let at = base;
  let scalar = false;
  let flow = 0;
  let inLine = 0;
  for (const [i, lexeme] of lexemes.entries()) {
    if (i % lexemesPerSlice === lexemesPerSlice - 1) yield;
    const start = at;
    if (scalar || (lexeme !== CST.SCALAR && lexeme !== CST.DOCUMENT && lexeme !== CST.FLOW_END)) at += lexeme.length;
    const first = scalar ? 0 : lexeme.charCodeAt(0);
    if (first === 35) comments.push(commentAt(text, start, at));
    else if (first === 91 || first === 123) flow++;
    else if (first === 10 || first === 13) inLine = 0;
    // Each level of a block takes a column of indentation or an indicator of its own.
    else if (first === 32) inLine += lexeme.length;
    else if (!scalar && (lexeme === '-' || lexeme === '?' || lexeme === ':')) inLine++;
    if (flow + inLine > MAX_DEPTH) tooDeep.push({ from: start - base, to: at - base });
    if (first === 93 || first === 125) flow = Math.max(0, flow - 1);
    scalar = !scalar && lexeme === CST.SCALAR;
  }
  return { comments, tooDeep };
}

/** `text` with blanks for what stands at `places`, line breaks excepted. */
function blanked(text: string, places: readonly Span[]): string {
  if (places.length === 0) return text;
  let out = '';
  let done = 0;
  for (const { from, to } of places) {
    out += text.slice(done, from) + text.slice(from, to).replace(/[^\r\n]/g, ' ');
    done = to;
  }
  return out + text.slice(done);
}

function commentAt(text: string, from: number, to: number): YamlComment {
  let before = from;
  while (before > 0 && (text.charCodeAt(before - 1) === 32 || text.charCodeAt(before - 1) === 9)) before--;
  const ownLine = before === 0 || isBreak(text.charCodeAt(before - 1));
  return { from, to, text: text.slice(from + 1, to), ownLine };
}
