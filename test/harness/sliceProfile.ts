// Names the functions that held the event loop in a long slice of work: the samples of V8's profiler that fall into it.
import { type Profiler, Session } from 'node:inspector';

/** Microseconds between two samples. */
const interval = 250;

interface Frame {
  readonly name: string;
  samples: number;
  readonly children: Map<string, Frame>;
}

/** Microseconds of the clock of the profiler, which is that of `performance.now`. */
const clock = (): number => Number(process.hrtime.bigint() / 1000n);

/** Remembers spans of time, and tells at the end what ran in them. */
export class SliceProfile {
  private readonly session = new Session();
  private readonly slices: { readonly what: string; readonly from: number; readonly to: number }[] = [];

  constructor() {
    this.session.connect();
    this.post('Profiler.enable');
    this.post('Profiler.setSamplingInterval', { interval });
    this.post('Profiler.start');
  }

  /** A slice that ends now and took so many milliseconds. */
  add(what: string, ms: number): void {
    const to = clock();
    this.slices.push({ what, from: to - ms * 1000, to });
  }

  /** The tree of calls of each slice, each call with its milliseconds, without those that took less than `least`. */
  report(least: number): string {
    let text = '';
    // The session answers at once: the profiler runs in this thread.
    this.session.post('Profiler.stop', (_, { profile }) => {
      for (const { what, from, to } of this.slices) {
        const root = tree(profile, from, to);
        text += `${what} ${((to - from) / 1000).toFixed(1)} ms\n${printed(root, least, 1)}`;
      }
    });
    this.session.disconnect();
    return text;
  }

  private post(method: string, params: object = {}): void {
    this.session.post(method, params);
  }
}

function tree(profile: Profiler.Profile, from: number, to: number): Frame {
  const nodes = new Map(profile.nodes.map(node => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id] as const)),
  );
  const root: Frame = { name: '', samples: 0, children: new Map() };
  let time = profile.startTime;
  for (const [i, id] of (profile.samples ?? []).entries()) {
    time += profile.timeDeltas![i]!;
    if (time < from || time > to) continue;
    const path: string[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url, lineNumber } = nodes.get(at)!.callFrame;
      path.push(`${functionName || '(anonymous)'} ${url.replace(/.*\//, '')}:${lineNumber + 1}`);
    }
    let frame = root;
    for (const name of path.reverse()) {
      const child: Frame = frame.children.get(name) ?? { name, samples: 0, children: new Map() };
      frame.children.set(name, child);
      // While another process has the processor no sample is taken: the next one comes long after the one before.
      child.samples += Math.min(profile.timeDeltas![i]!, 2 * interval);
      frame = child;
    }
  }
  return root;
}

/** Calls that do nothing but one further call share its line. */
function printed(frame: Frame, least: number, depth: number): string {
  return [...frame.children.values()]
    .filter(({ samples }) => samples / 1000 >= least)
    .sort((a, b) => b.samples - a.samples)
    .map(child => {
      let last = child;
      const names = [child.name];
      for (;;) {
        const [only] = [...last.children.values()].filter(({ samples }) => samples > 0.9 * child.samples);
        if (!only) break;
        last = only;
        names.push(only.name);
      }
      const shown = names.length > 4 ? ['…', ...names.slice(-4)] : names;
      const line = `${' '.repeat(depth)}${(child.samples / 1000).toFixed(1)} ${shown.join(' > ')}\n`;
      return line + printed(last, least, depth + 1);
    })
    .join('');
}
