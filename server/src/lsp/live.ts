// What is known of each folder's server: answers that the client gave, and questions that wait to be asked. The client owns
// addresses and credentials; it is asked for answers, never for a way to them. Layer: lsp.
import { type Live, type LiveAnswer, type LiveAnswers, type LiveQuestion, questionKey } from '../live/live';
import type { Folder } from './folders';
import type { Host } from './host';
import type { LiveParams, LiveResult } from './protocol';

/** What is known for a folder, for one request or one judgement. */
export interface LiveView extends Live {
  /** What was asked in vain, by key. */
  readonly wanted: ReadonlyMap<string, LiveQuestion>;
}

export interface LiveKnowledge {
  /** What is known for a folder; undefined where no server may be asked. */
  of(folder: Folder): LiveView | undefined;
  /** Asks what a view was asked in vain, for somebody who waits: true where answers came within a moment. */
  answered(folder: Folder, view: LiveView): Promise<boolean>;
  /** Asks it when there is time; `onAnswers` hears when something came. */
  later(folder: Folder, view: LiveView): void;
  /** Another server may answer now: nothing is known any more. */
  forget(): void;
}

export interface LiveSetup {
  readonly host: Host;
  readonly ask: (params: LiveParams) => Promise<LiveResult | null>;
  readonly onAnswers: (folder: Folder) => void;
}

interface Known {
  /** Undefined where the client would not ask again so soon. */
  readonly answer: LiveAnswer | undefined;
  readonly at: number;
}

/** How long somebody who types waits at most for a server that has been quick before, milliseconds. */
const patience = 300;
/** A server that takes longer is not waited for. */
const quickMs = 1_000;
/** After this long without a key the questions of checks are asked. */
const restMs = 1_500;
/** How old an answer may be before it is asked for again, and before it counts no more. */
const freshMs: Readonly<Record<LiveQuestion['kind'], number>> = {
  names: 60_000,
  labels: 300_000,
  values: 300_000,
  metric: 600_000,
  seen: 900_000,
  interval: 1_800_000,
  extent: 1_800_000,
};
const staleTimes = 3;
/** A question that was not answered is left alone for a while. */
const refusedMs = 60_000;
const mostAnswers = 5_000;
/** Questions that one message carries. */
const mostQuestions = 40;
/** Questions that wait at most; a file with more is asked about in part. */
const mostWaiting = 400;

class FolderKnowledge {
  server = '';
  /** A server answers; it is not known before the first answer. */
  state: 'unknown' | 'quick' | 'slow' | 'none' = 'unknown';
  readonly answers = new Map<string, Known>();
  /** What is to be asked when there is time. */
  readonly waiting = new Map<string, LiveQuestion>();
  readonly asked = new Set<string>();
  cancelRest: (() => void) | undefined;

  constructor(public generation: number) {}

  keep(key: string, answer: LiveAnswer | undefined, at: number): void {
    this.answers.delete(key);
    this.answers.set(key, { answer, at });
    const oldest = this.answers.keys().next();
    if (this.answers.size > mostAnswers && !oldest.done) this.answers.delete(oldest.value);
  }
}

export function createLiveKnowledge({ host, ask, onAnswers }: LiveSetup): LiveKnowledge {
  let folders = new WeakMap<Folder, FolderKnowledge>();
  /** Never the same again, whatever is forgotten. */
  let generations = 0;
  const knowledgeOf = (folder: Folder): FolderKnowledge => {
    let known = folders.get(folder);
    if (!known) folders.set(folder, (known = new FolderKnowledge(++generations)));
    return known;
  };

  const view = (known: FolderKnowledge): LiveView => {
    const wanted = new Map<string, LiveQuestion>();
    return {
      server: known.server,
      generation: known.generation,
      wanted,
      ask<Q extends LiveQuestion>(question: Q) {
        const key = questionKey(question);
        const held = known.answers.get(key);
        const age = held ? host.now() - held.at : Number.POSITIVE_INFINITY;
        const fresh = held?.answer === undefined ? refusedMs : freshMs[question.kind];
        if (age > fresh && !known.asked.has(key) && wanted.size < mostWaiting) wanted.set(key, question);
        return age > fresh * staleTimes ? undefined : (held?.answer as LiveAnswers[Q['kind']] | undefined);
      },
    };
  };

  /** Asks; true where something new came. */
  const send = async (
    folder: Folder,
    known: FolderKnowledge,
    chosen: readonly (readonly [string, LiveQuestion])[],
    urgent: boolean,
  ): Promise<boolean> => {
    for (const [key] of chosen) known.asked.add(key);
    const started = host.now();
    const result = await ask({ uri: folder.uri, urgent, questions: chosen.map(([, question]) => question) }).catch(
      () => null,
    );
    for (const [key] of chosen) known.asked.delete(key);
    // Meanwhile another server may have been chosen.
    if (folders.get(folder) !== known) return false;
    if (!result) {
      known.state = 'none';
      known.waiting.clear();
      return forgetAnswers(known);
    }
    if (result.isAway) {
      // What is not there any more is not said any more; it is not said that it is wrong.
      known.state = 'slow';
      const isNew = forgetAnswers(known);
      for (const [key] of chosen) known.keep(key, undefined, host.now());
      return isNew;
    }
    known.server = result.server;
    if (urgent || known.state === 'unknown') known.state = host.now() - started <= quickMs ? 'quick' : 'slow';
    let isNew = false;
    for (const [i, [key]] of chosen.entries()) {
      const answer = result.answers[i] ?? undefined;
      const before = known.answers.get(key)?.answer;
      isNew ||= answer !== undefined && JSON.stringify(before) !== JSON.stringify(answer);
      known.keep(key, answer, host.now());
    }
    if (isNew) known.generation = ++generations;
    return isNew;
  };

  const forgetAnswers = (known: FolderKnowledge): boolean => {
    const had = [...known.answers.values()].some(({ answer }) => answer !== undefined);
    if (!had) return false;
    known.answers.clear();
    known.generation = ++generations;
    return true;
  };

  const askAtRest = (folder: Folder, known: FolderKnowledge): void => {
    known.cancelRest?.();
    known.cancelRest = host.after(restMs, () => {
      known.cancelRest = undefined;
      if (folders.get(folder) !== known) return;
      const chosen = [...known.waiting].slice(0, mostQuestions);
      if (chosen.length === 0 || known.state === 'none') return;
      for (const [key] of chosen) known.waiting.delete(key);
      void send(folder, known, chosen, false).then(isNew => {
        if (isNew) onAnswers(folder);
        if (known.waiting.size > 0) askAtRest(folder, known);
      });
    });
  };

  return {
    of(folder) {
      const known = knowledgeOf(folder);
      return known.state === 'none' ? undefined : view(known);
    },
    async answered(folder, { wanted }) {
      const known = knowledgeOf(folder);
      const sent = send(folder, known, [...wanted].slice(0, mostQuestions), true);
      // Nobody waits for a server that nobody has met.
      if (known.state !== 'quick') return false;
      let cancel: (() => void) | undefined;
      const late = new Promise<boolean>(resolve => {
        cancel = host.after(patience, () => resolve(false));
      });
      const inTime = await Promise.race([sent, late]);
      cancel?.();
      return inTime;
    },
    later(folder, { wanted }) {
      const known = knowledgeOf(folder);
      for (const [key, question] of wanted) if (known.waiting.size < mostWaiting) known.waiting.set(key, question);
      askAtRest(folder, known);
    },
    forget() {
      folders = new WeakMap();
    },
  };
}
