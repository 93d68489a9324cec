// Answers the language server's questions about the metrics of the folder's server. It gets answers alone: addresses and
// credentials stay here.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type LiveParams,
  type LiveResult,
  liveChangedNotification,
  liveRequest,
} from '../../../server/src/lsp/protocol';
import type { Servers } from '../servers';
import { type Answerer, createAnswerer } from './answers';
import { createPresence, type Presence } from './presence';

/** One server, as long as its connection stays the same. */
interface Asked {
  readonly key: string;
  readonly answer: Answerer;
  readonly presence: Presence;
}

/** Questions of checks, which nobody waits for, are asked one after the other, for so long. */
const longestMs = 60_000;
/** How long a connection is used before it is looked for again; a change of settings or secrets ends it at once. */
const connectionMs = 30_000;

export interface LiveSetup {
  readonly client: LanguageClient;
  readonly servers: Servers;
  readonly output: vscode.LogOutputChannel;
  /** A server that was there is not any more, or is again. */
  readonly onPresence: () => void;
}

export interface LiveAnswers extends vscode.Disposable {
  /** Something changed that decides which server is asked, or whether one is. */
  changed(): void;
  /** Whether the server with a name is left alone, as it does not answer. */
  isAway(name: string): boolean;
}

export function createLive({ client, servers, output, onPresence }: LiveSetup): LiveAnswers {
  const asked = new Map<string, Asked>();
  let running = new AbortController();
  /** To look for settings, secrets and files at every key would take longer than the question. */
  const connections = new Map<string, { readonly at: number; readonly connected: ReturnType<Servers['connect']> }>();

  const connectionOf = (resource: vscode.Uri): ReturnType<Servers['connect']> => {
    const key = resource.toString();
    const known = connections.get(key);
    if (known && Date.now() - known.at < connectionMs) return known.connected;
    const connected = servers.connect(resource);
    connections.set(key, { at: Date.now(), connected });
    return connected;
  };

  const connect = async (uri: string): Promise<(Asked & { readonly name: string }) | undefined> => {
    const resource = vscode.Uri.parse(uri);
    if (!vscode.workspace.getConfiguration('mlAlertRules', resource).get('live', true)) return undefined;
    const connection = await connectionOf(resource);
    if (!connection.ok) return undefined;
    const { name, key, source } = connection;
    let one = asked.get(name);
    if (one?.key !== key) {
      const presence = createPresence(Date.now, message => {
        output.warn(`${name}: ${message} Completion and checks go on without it.`);
      });
      let isTold = false;
      let isShownAway = false;
      const answer = createAnswerer({
        source,
        now: Date.now,
        delay: pause,
        onDisagreement: selector => {
          const words = `says of ${selector} that it was never there, and knew it before: its replicas seem to hold different data.`;
          if (!isTold) output.warn(`${name} ${words}`);
          isTold = true;
        },
        onAnswer: (told, isEssential) => {
          presence.note(told, isEssential);
          // A server that was left alone is asked again once its time is over, of which nobody is told.
          if (isShownAway === presence.isAway) return;
          isShownAway = presence.isAway;
          onPresence();
        },
      });
      one = { key, answer, presence };
      asked.set(name, one);
    }
    return { ...one, name };
  };

  const answer = async ({ uri, urgent, questions }: LiveParams): Promise<LiveResult | null> => {
    const one = await connect(uri);
    if (!one) return null;
    const { name, presence } = one;
    if (presence.isAway) return { server: name, isAway: true, answers: [] };
    const { signal } = running;
    const answers: LiveResult['answers'][number][] = [];
    if (urgent) answers.push(...(await Promise.all(questions.map(question => one.answer(question, signal)))));
    else {
      const end = Date.now() + longestMs;
      for (const question of questions) {
        const isOver = Date.now() > end || presence.isAway || signal.aborted;
        answers.push(isOver ? null : await one.answer(question, signal));
      }
    }
    return { server: name, ...(presence.isAway ? { isAway: true } : {}), answers };
  };

  const listener = client.onRequest(liveRequest, answer);
  return {
    changed() {
      running.abort();
      running = new AbortController();
      asked.clear();
      connections.clear();
      onPresence();
      if (client.isRunning()) void client.sendNotification(liveChangedNotification);
    },
    isAway: name => asked.get(name)?.presence.isAway ?? false,
    dispose() {
      running.abort();
      listener.dispose();
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(new Error('cancelled'));
      },
      { once: true },
    );
  });
}
