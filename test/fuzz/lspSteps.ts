// What may happen to a language server: steps as plain data, how one is drawn, done, and what an editor sees afterwards.
// A script of steps is printed as JSON, so that what was found is found again.
import assert from 'node:assert/strict';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { positionAt, Session } from '../harness/session';
import { configurations, home, onDisk, pieces, seeds, settings } from './lspSeeds';
import type { Random } from './random';

export type Step =
  | readonly ['open' | 'close' | 'reset' | 'undo' | 'cut' | 'paste' | 'crlf' | 'save' | 'delete', file: string]
  | readonly ['edit', file: string, from: number, to: number, text: string]
  | readonly ['ask', file: string, offset: number]
  | readonly ['write', file: string, text: string]
  | readonly ['rename', file: string, to: string]
  | readonly ['settings', index: number]
  | readonly ['configuration', index: number]
  | readonly ['folders', added: boolean]
  | readonly ['deleteFolder', folder: string]
  | readonly ['renameFolder', folder: string, to: string]
  | readonly ['wait'];

/** Takes the answer to what was asked about a version that is gone. */
function overtaken(error: unknown): void {
  if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.ContentModified) throw error;
}

/** A server with what its editor remembers besides texts. */
export class Driver {
  private readonly undone = new Map<string, string[]>();
  private readonly clipboard = new Map<string, string>();
  private hasSub = false;

  private constructor(readonly session: Session) {}

  /** A server that keeps so many characters of documents that are not open; all where left out. */
  static async start(keptCharacters?: number): Promise<Driver> {
    const files = new Map(onDisk.map(name => [uriOf(name), seeds[name]!]));
    return new Driver(await Session.start({ files, folders: [home], keptCharacters }));
  }

  /** Does a step; one that makes no sense now does nothing, so that any part of a script is a script. */
  async do(step: Step): Promise<void> {
    const { session } = this;
    if (step[0] === 'wait') return session.quiet();
    if (step[0] === 'settings') return session.configure(settings[step[1]] ?? null);
    if (step[0] === 'configuration') {
      return session.write(uriOf('.ml-alert-rules.yaml'), configurations[step[1]]);
    }
    if (step[0] === 'folders') return this.changeFolders(step[1]);
    if (step[0] === 'deleteFolder') return session.deleteFolder(uriOf(step[1]));
    if (step[0] === 'renameFolder') return session.renameFolder(uriOf(step[1]), uriOf(step[2]));
    const uri = uriOf(step[1]);
    const text = session.texts.get(uri);
    switch (step[0]) {
      case 'open':
        if (text === undefined && isText(uri)) session.open(uri, session.files.get(uri) ?? seeds[step[1]] ?? '');
        return;
      case 'write':
        return session.write(uri, step[2]);
      case 'delete':
        return session.write(uri, undefined);
      case 'rename': {
        const to = uriOf(step[2]);
        const onDisk = session.files.get(uri);
        if (onDisk === undefined || session.files.has(to)) return;
        if (text !== undefined) session.close(uri);
        session.write(uri, undefined);
        session.write(to, onDisk);
        if (text !== undefined && session.texts.get(to) === undefined) session.open(to, text);
        return;
      }
    }
    if (text === undefined) return;
    switch (step[0]) {
      case 'close':
        return session.close(uri);
      case 'save':
        return session.write(uri, text);
      case 'ask':
        // Nobody waits for the answers: the next change comes while they are worked out.
        for (const method of asked) session.request(method, placed(uri, text, step[2])).catch(overtaken);
        return;
      case 'undo': {
        const before = this.undone.get(uri)?.pop();
        if (before !== undefined) this.exchange(uri, text, before);
        return;
      }
      case 'edit':
        return this.change(uri, text, step[2], step[3], step[4]);
      case 'reset':
        return this.change(uri, text, 0, text.length, seeds[step[1]] ?? '');
      case 'cut':
        this.clipboard.set(uri, text);
        return this.change(uri, text, 0, text.length, '');
      case 'paste':
        return this.change(uri, text, 0, 0, this.clipboard.get(uri) ?? '');
      case 'crlf': {
        this.remember(uri, text);
        const isCrlf = text.includes('\r\n');
        return session.replace(uri, isCrlf ? text.replaceAll('\r\n', '\n') : text.replaceAll(/\r?\n/g, '\r\n'));
      }
    }
  }

  /** The same state in a server that never saw anything else. */
  async fresh(): Promise<Session> {
    const { files, texts, settings: now } = this.session;
    const folders = this.hasSub ? [home, uriOf('sub')] : [home];
    const fresh = await Session.start({ files, folders, settings: now });
    for (const [uri, text] of texts) fresh.open(uri, text);
    return fresh;
  }

  private change(uri: string, text: string, from: number, to: number, inserted: string): void {
    this.remember(uri, text);
    const [start, end] = [place(text, from), place(text, Math.max(from, to))];
    this.session.edit(uri, { from: start, to: end, text: inserted });
  }

  /** What an editor's undo sends: the part that differs. */
  private exchange(uri: string, text: string, next: string): void {
    let from = 0;
    while (from < text.length && text[from] === next[from]) from++;
    from = place(text, place(next, from));
    let common = 0;
    const most = Math.min(text.length, next.length) - from;
    while (common < most && text.at(-1 - common) === next.at(-1 - common)) common++;
    if (text[text.length - common] === '\n') common = Math.max(0, common - 1);
    this.session.edit(uri, {
      from,
      to: text.length - common,
      text: next.slice(from, next.length - common),
    });
  }

  private remember(uri: string, text: string): void {
    const texts = this.undone.get(uri) ?? [];
    texts.push(text);
    if (texts.length > 20) texts.shift();
    this.undone.set(uri, texts);
  }

  private changeFolders(isAdded: boolean): void {
    if (this.hasSub === isAdded) return;
    this.hasSub = isAdded;
    const sub = [{ uri: uriOf('sub'), name: 'sub' }];
    this.session.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: isAdded ? sub : [], removed: isAdded ? [] : sub },
    });
  }
}

const placedRequests = [
  'textDocument/hover',
  'textDocument/completion',
  'textDocument/definition',
  'textDocument/signatureHelp',
];

const asked = [...placedRequests, 'textDocument/documentSymbol', 'textDocument/codeLens'];

/** Draws a step for the present state of a server. */
export function drawStep(random: Random, { session }: Driver, several: boolean): Step {
  const names = Object.keys(seeds);
  const open = [...session.texts.keys()].map(nameOf);
  const roll = random.below(100);
  if (open.length === 0 || (several && roll < 4)) return ['open', random.pick(names)];
  const file = random.pick(open);
  const text = session.texts.get(uriOf(file))!;
  if (roll < 50) {
    const from = random.below(text.length + 1);
    const to = random.chance(60) ? from : from + random.below(random.chance(80) ? 6 : 120);
    return ['edit', file, from, to, random.chance(25) ? '' : random.pick(pieces)];
  }
  if (roll < 58) return ['undo', file];
  if (roll < 66) return ['reset', file];
  if (roll < 71) return ['cut', file];
  if (roll < 76) return ['paste', file];
  if (roll < 79) return ['crlf', file];
  if (roll < 85) return ['ask', file, random.below(text.length + 1)];
  if (roll < 88) return ['wait'];
  if (!several) return ['edit', file, random.below(text.length + 1), 0, random.pick(pieces)];
  const any = random.pick(names);
  if (roll < 90) return ['close', file];
  if (roll < 92) return ['save', file];
  if (roll < 94)
    return [
      'write',
      any,
      random.chance(50) ? seeds[any]! : (session.files.get(uriOf(any)) ?? '') + random.pick(pieces),
    ];
  if (roll < 95) return ['delete', any];
  if (roll < 96) return ['rename', any, random.pick(['sub/renamed.yaml', 'renamed.yaml', ...names])];
  if (roll === 96 && random.chance(30)) {
    return random.chance(50) ? ['deleteFolder', 'sub'] : ['renameFolder', 'sub', random.pick(['moved', 'sub/below'])];
  }
  if (roll < 97) return ['settings', random.below(settings.length)];
  if (roll < 98) return ['configuration', random.below(configurations.length)];
  return random.chance(30) ? ['folders', random.chance(50)] : ['open', any];
}

/**
 * Waits until both servers have nothing left to do and compares what an editor sees: findings of all files, symbols, lenses, actions, and at some places of each hover, completion, definitions and help with calls.
 */
export async function compareWithFresh(driver: Driver, places: (text: string) => readonly number[]): Promise<void> {
  const { session } = driver;
  const fresh = await driver.fresh();
  try {
    await Promise.all([session.quiet(), fresh.quiet()]);
    for (const [uri, text] of session.texts) {
      assert.deepEqual(session.diagnostics(uri), fresh.diagnostics(uri), `findings of ${nameOf(uri)}`);
      const whole = { start: { line: 0, character: 0 }, end: positionAt(text, text.length) };
      const questions = [
        ['textDocument/documentSymbol', { textDocument: { uri } }] as const,
        ['textDocument/codeLens', { textDocument: { uri } }] as const,
        ['textDocument/codeAction', { textDocument: { uri }, range: whole, context: { diagnostics: [] } }] as const,
        ...places(text).flatMap(offset => placedRequests.map(method => [method, placed(uri, text, offset)] as const)),
      ];
      for (const [method, params] of questions) {
        const [is, should] = await Promise.all([session.request(method, params), fresh.request(method, params)]);
        assert.deepEqual(is, should, `${method} in ${nameOf(uri)} ${JSON.stringify(params)}`);
      }
    }
    for (const uri of new Set([...session.shownOf(), ...fresh.shownOf()])) {
      assert.deepEqual(session.diagnostics(uri), fresh.diagnostics(uri), `findings of the file ${nameOf(uri)}`);
    }
    assert.deepEqual(session.log, [], 'nothing fails');
  } finally {
    fresh.stop();
  }
}

function placed(uri: string, text: string, offset: number): unknown {
  return { textDocument: { uri }, position: positionAt(text, place(text, offset)) };
}

/** An offset that an editor can name: inside the text, and not between the two characters of a line's end. */
function place(text: string, offset: number): number {
  const inside = Math.min(Math.max(0, offset), text.length);
  return text[inside] === '\n' && text[inside - 1] === '\r' ? inside - 1 : inside;
}

export function uriOf(name: string): string {
  return `${home}/${name}`;
}

function nameOf(uri: string): string {
  return uri.slice(home.length + 1);
}

/** What the editor shows with this language server as YAML; Python it does not. */
function isText(uri: string): boolean {
  return uri.endsWith('.yaml');
}
