// Random texts for the tests that ask the real Prometheus. Seeded, so that a failure comes again.

/** A small seeded generator (mulberry32). */
export class Random {
  constructor(private seed: number) {}

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const fragments =
  'offset 5m|@ 3|@ start()|[5m]|[5m:1m]|[1h:]|bool|on(a)|ignoring(a)|group_left(b)|group_right|by (a)|without (b)|and|or|unless|' +
  '+|-|*|/|^|==|>|</|>/|fill(1)|fill_left(-2m)|anchored|smoothed|(|)|{|}|[|]|,|:|"x"|\'y\'|`z`|=~|!~|=|!=|5m|1h30m|0|1e3|0x1f|' +
  '1_000|inf|NaN|step()|range()|min_of(1m, 2m)|max_of(|sum|topk(|rate(|x|a:b|é|a.b|#c\n|\n| |"\\x|\\|%|atan2|start|end|fill|-5m|' +
  '+3|0s|"a.b"|{"m"}|{a="b"}|[0x|info(|2m*3|[-(5m)]|-(5m)|5s/0|\ufffd';

/** Texts with one to three words removed, added, swapped or replaced. */
export function mutants(random: Random, sources: readonly string[], count: number): readonly string[] {
  const pieces = fragments.split('|');
  const short = sources.filter(({ length }) => length > 0 && length < 300);
  const words = (text: string): string[] => text.match(/[A-Za-z_0-9:.]+|"[^"]*"|\s+|[^\s]/g) ?? [];
  return Array.from({ length: count }, () => {
    const text = words(random.pick(short));
    const changes = random.below(4) === 0 ? 1 + random.below(3) : 1;
    for (let i = 0; i < changes; i++) {
      const at = random.below(text.length + 1);
      switch (random.below(5)) {
        case 0:
          text.splice(at, 1);
          break;
        case 1:
          text.splice(at, 0, ` ${random.pick(pieces)} `);
          break;
        case 2:
          text[at] = random.pick(pieces);
          break;
        case 3:
          text.splice(at, 0, random.pick(text.length > 0 ? text : ['x']));
          break;
        default:
          text.splice(at, 0, ...words(random.pick(short)).slice(0, 1 + random.below(6)));
      }
    }
    return text.join('');
  });
}

const labels = ['gpu', 'node', 'job', 'pod', 'rack', 'le', '__name__', 'none'];
const functions = ['abs', 'sort', 'timestamp', 'hour', 'sgn', 'last_over_time', 'rate', 'max_over_time'];
const matchers = [
  '',
  '',
  '{gpu="0"}',
  '{node!=""}',
  '{job=""}',
  '{node=~"a|b"}',
  '{gpu=~".*",node="a"}',
  '{pod!~".+"}',
];

/** An instant vector over the metrics of the oracle test, nested to this depth. */
export function randomVector(random: Random, depth: number): string {
  const inner = (): string => randomVector(random, depth - 1);
  const list = (): string => [...new Set([random.pick(labels), random.pick(labels)])].join(', ');
  const selector = (): string =>
    random.pick(['gpu', 'mem', 'pods', 'rack', 'one', 'bare', 'h_bucket']) + random.pick(matchers);
  const matching = (): string => random.pick(['', '', `on (${list()})`, `ignoring (${list()})`, 'on ()']);
  if (depth <= 0) return selector();
  switch (random.below(12)) {
    case 0:
      return `${random.pick(['sum', 'max', 'count', 'group'])} ${random.pick(['by', 'without'])} (${list()}) (${inner()})`;
    case 1:
      return `${random.pick(['sum', 'min', 'group'])}(${inner()})`;
    case 2:
      return `topk(2, ${inner()})`;
    case 3:
      return `(${inner()} ${random.pick(['+', '/', '>', '== bool'])} ${matching()} ${inner()})`;
    case 4:
      return `(${inner()} ${random.pick(['*', '>'])} ${random.pick(['on', 'ignoring'])} (${list()}) group_${random.pick(['left', 'right'])} (${random.pick(['', 'rack', 'pod'])}) ${inner()})`;
    case 5:
      return `(${inner()} ${random.pick(['and', 'unless', 'or'])} ${matching()} ${inner()})`;
    case 6: {
      const name = random.pick(functions);
      return name.includes('over') || name === 'rate' ? `${name}(${selector()}[5m])` : `${name}(${inner()})`;
    }
    case 7:
      return `label_replace(${inner()}, "${random.pick(['gpu', 'new'])}", "${random.pick(['$1', '', 'x'])}", "${random.pick(['gpu', 'none'])}", "${random.pick(['.*', '(.+)', 'a', ''])}")`;
    case 8:
      return `label_join(${inner()}, "${random.pick(['id', 'gpu'])}", "${random.pick(['-', ''])}"${random.pick([', "gpu"', ', "gpu", "node"', ', "none"', ''])})`;
    case 9:
      return `(${inner()} ${random.pick(['+', '>', '< bool'])} ${random.pick(['1', 'time()', 'scalar(one)'])})`;
    case 10:
      return random.pick([
        'vector(1)',
        'absent(nope{gpu="1",node!="x"})',
        `count_values("v", ${inner()})`,
        `-(${inner()})`,
      ]);
    default:
      return `(${inner()} + ${matching()} ${random.pick(['fill(0)', 'fill_left(1)'])} ${inner()})`;
  }
}
