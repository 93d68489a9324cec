// PromQL made from its grammar: mostly right, with a wrong choice here and there, and mutants of expressions.
import { aggregations, functions } from '../../server/src/promql/functions';
import type { Random } from './random';

type Type = 'vector' | 'matrix' | 'scalar' | 'string';

/** A random expression. One choice in about thirty is a wrong one. */
export function randomPromql(random: Random): string {
  return new Maker(random).expression(
    random.pick(['vector', 'vector', 'vector', 'scalar', 'matrix', 'string']),
    random.below(5),
  );
}

class Maker {
  constructor(private readonly random: Random) {}

  expression(wanted: Type, depth: number): string {
    const type = this.random.chance(3) ? this.random.pick(TYPES) : wanted;
    if (this.random.chance(4)) return `(${this.gap()}${this.expression(type, depth - 1)}${this.gap()})`;
    switch (type) {
      case 'vector':
        return this.vector(depth);
      case 'matrix':
        return this.matrix(depth);
      case 'scalar':
        return this.scalar(depth);
      case 'string':
        return this.text();
    }
  }

  private vector(depth: number): string {
    if (depth <= 0) return this.selector() + this.postfix(false);
    switch (this.random.below(8)) {
      case 0:
      case 1:
        return this.call('vector', depth);
      case 2:
      case 3:
        return this.aggregate(depth);
      case 4:
      case 5:
        return this.binary(depth);
      case 6:
        return this.random.pick(['-', '+', '- ', '!', '--']) + this.expression('vector', depth - 1);
      default:
        return this.selector() + this.postfix(false);
    }
  }

  private matrix(depth: number): string {
    if (depth > 0 && this.random.chance(35)) {
      const inner = this.expression('vector', depth - 1);
      const step = this.random.chance(50) ? this.duration() : '';
      return `${inner.includes(' ') ? `(${inner})` : inner}[${this.duration()}:${step}]${this.postfix(false)}`;
    }
    return `${this.selector()}${this.random.chance(3) ? this.postfix(false) : ''}[${this.duration()}]${this.postfix(true)}`;
  }

  private scalar(depth: number): string {
    if (depth <= 0 || this.random.chance(60)) return this.random.pick(NUMBERS);
    if (this.random.chance(50)) return this.call('scalar', depth);
    const operator = this.random.pick(['+', '-', '*', '/', '%', '^', 'atan2', '== bool', '> bool', '<', 'and']);
    return `${this.expression('scalar', depth - 1)} ${operator} ${this.expression('scalar', depth - 1)}`;
  }

  private call(returns: Type, depth: number): string {
    const fitting = functions.filter(one => one.returns === returns);
    const chosen = this.random.pick(this.random.chance(4) ? functions : fitting);
    const least = Math.max(0, chosen.min - (this.random.chance(3) ? 1 : 0));
    const most = Math.min(chosen.min + 2, chosen.max + (this.random.chance(3) ? 1 : 0));
    const count = least + this.random.below(Math.max(1, most - least + 1));
    const args = Array.from({ length: count }, (_, i) => {
      const parameter = chosen.params[Math.min(i, chosen.params.length - 1)];
      if (chosen.name === 'info' && i === 1 && this.random.chance(80)) return this.braces();
      return this.expression(parameter?.type ?? 'vector', depth - 1);
    });
    return `${this.word(chosen.name)}${this.gap()}(${args.join(`,${this.gap()}`)}${this.random.chance(1) ? ',' : ''})`;
  }

  private aggregate(depth: number): string {
    const chosen = this.random.pick(aggregations);
    const grouping = this.random.chance(50)
      ? `${this.random.pick(['by', 'without', 'BY'])}${this.gap()}${this.labels()}`
      : '';
    const param = chosen.param && !this.random.chance(4) ? `${this.expression(chosen.param.type, depth - 1)}, ` : '';
    const body = `(${param}${this.expression('vector', depth - 1)}${this.random.chance(1) ? ', up' : ''})`;
    const name = this.random.chance(5) ? chosen.name.toUpperCase() : chosen.name;
    return this.random.chance(60) ? `${name}${body}${grouping && ` ${grouping}`}` : `${name} ${grouping}${body}`;
  }

  private binary(depth: number): string {
    const operator = this.random.pick(OPERATORS);
    const isComparison = /^(?:[=!]=|[<>]=?)$/.test(operator);
    const left = this.expression(this.random.chance(75) ? 'vector' : 'scalar', depth - 1);
    const right = this.expression(this.random.chance(75) ? 'vector' : 'scalar', depth - 1);
    const bool = this.random.chance(isComparison ? 25 : 2) ? ' bool' : '';
    return `${left} ${operator}${bool}${this.matching(operator)} ${right}`;
  }

  private matching(operator: string): string {
    if (this.random.chance(60)) return '';
    const on = `${this.random.pick(['on', 'ignoring'])}${this.gap()}${this.labels()}`;
    const isSet = /^(?:and|or|unless)$/.test(operator);
    const group = this.random.chance(isSet ? 3 : 30)
      ? ` ${this.random.pick(['group_left', 'group_right'])}${this.random.chance(60) ? this.labels() : ''}`
      : '';
    const fill = this.random.chance(isSet ? 3 : 20)
      ? ` ${this.random.list(1, 2, () => `${this.random.pick(['fill', 'fill_left', 'fill_right'])}(${this.random.pick(FILLS)})`).join(' ')}`
      : '';
    return ` ${this.random.chance(95) ? on : ''}${group}${fill}`;
  }

  private labels(): string {
    const names = this.random.list(0, 3, () => this.random.pick(LABELS));
    return `(${names.join(`,${this.gap()}`)}${this.random.chance(3) ? ',' : ''})`;
  }

  private selector(): string {
    const name = this.word(this.random.pick(METRICS));
    if (this.random.chance(40)) return name;
    return `${this.random.chance(75) ? name : ''}${this.gap()}${this.braces()}`;
  }

  private braces(): string {
    const matchers = this.random.list(0, 3, () => this.matcher());
    return `{${this.gap()}${matchers.join(`,${this.gap()}`)}${this.random.chance(8) ? ',' : ''}${this.gap()}}`;
  }

  private matcher(): string {
    if (this.random.chance(8)) return this.text();
    const operator = this.random.pick(['=', '=', '!=', '=~', '=~', '!~', '=']);
    const value = operator.includes('~') ? this.regex() : this.text();
    const name = this.random.chance(10) ? this.text() : this.random.pick(LABELS);
    return `${name}${this.gap()}${operator}${this.gap()}${this.random.chance(2) ? this.random.pick(NUMBERS) : value}`;
  }

  private regex(): string {
    const body = this.random.list(1, 4, () => this.random.pick(REGEX)).join('');
    return this.random.chance(50) ? `\`${body}\`` : JSON.stringify(body);
  }

  private text(): string {
    return this.random.pick(TEXTS);
  }

  private postfix(isRange: boolean): string {
    let out = '';
    for (let n = this.random.pick([0, 0, 0, 1, 1, 2]); n > 0; n--) {
      switch (this.random.below(isRange ? 4 : 3)) {
        case 0:
          out += ` offset ${this.random.chance(20) ? '-' : ''}${this.duration()}`;
          break;
        case 1:
          out += ` @ ${this.random.pick(TIMES)}`;
          break;
        case 3:
          out += ` ${this.random.pick(['anchored', 'smoothed'])}`;
          break;
        default:
          out += this.random.chance(10) ? ' # note\n' : '';
      }
    }
    return out;
  }

  private duration(depth = 2): string {
    if (depth <= 0 || this.random.chance(80)) return this.random.pick(DURATIONS);
    switch (this.random.below(6)) {
      case 0:
        return `(${this.duration(depth - 1)})`;
      case 1:
        return this.random.pick(['step()', 'range()', 'step( )', 'step']);
      case 2:
        return `${this.random.pick(['min_of', 'max_of', 'min'])}(${this.duration(depth - 1)}, ${this.duration(depth - 1)})`;
      case 3:
        return `${this.random.pick(['-', '+', '- '])}${this.duration(depth - 1)}`;
      default:
        return `${this.duration(depth - 1)}${this.random.pick([' + ', '-', '*', ' / ', '%', '^', ' '])}${this.duration(depth - 1)}`;
    }
  }

  private word(name: string): string {
    return this.random.chance(2) ? this.random.pick(KEYWORDS) : name;
  }

  private gap(): string {
    return this.random.pick(['', '', '', '', ' ', ' ', '\n', '\t', ' # c\n ']);
  }
}

const TOKENS =
  /[\p{L}_][\p{L}\p{N}_:.]*|\d[\w.]*|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?|\s+|[=!<>]=|[=!]~|[\s\S]/gu;

/** One of `sources`, or a generated one, with one to three tokens removed, added, replaced, moved or damaged. */
export function mutatePromql(sources: readonly string[], random: Random): string {
  const make = (): string => (random.chance(40) ? randomPromql(random) : random.pick(sources));
  const tokens = make().match(TOKENS) ?? [];
  for (let n = 1 + random.below(3); n > 0; n--) {
    const at = random.below(tokens.length + 1);
    switch (random.below(7)) {
      case 0:
        tokens.splice(at, 1);
        break;
      case 1:
      case 2:
        tokens.splice(at, 0, random.chance(50) ? ' ' : '', random.pick(SCRAPS));
        break;
      case 3:
        tokens[at] = random.pick(SCRAPS);
        break;
      case 4: {
        const other = make().match(TOKENS) ?? [];
        const from = random.below(other.length + 1);
        tokens.splice(at, random.below(2), ...other.slice(from, from + 1 + random.below(5)));
        break;
      }
      case 5:
        if (tokens.length > 1) tokens.splice(random.below(tokens.length), 0, ...tokens.splice(at, 1));
        break;
      default: {
        const text = tokens.join('');
        const cut = random.below(text.length + 1);
        const changed = text.slice(0, cut) + random.pick(SIGNS) + text.slice(cut + random.below(2));
        tokens.splice(0, tokens.length, ...(changed.match(TOKENS) ?? []));
      }
    }
  }
  return tokens.join('');
}

const TYPES: readonly Type[] = ['vector', 'matrix', 'scalar', 'string'];
const OPERATORS = '+ - * / % ^ == != > < >= <= and or unless atan2 </ >/ AND'.split(' ');
const KEYWORDS = (
  'sum by without on ignoring group_left group_right bool and or unless atan2 offset start end inf nan Inf NaN fill fill_left ' +
  'fill_right anchored smoothed step range min_of max_of topk count_values rate by_x limitk info Sum RATE Offset ON'
).split(' ');
const METRICS = [
  'up',
  'up',
  'a:b',
  'DCGM_FI_DEV_GPU_TEMP',
  'x_total',
  '_x',
  ':a',
  'é',
  'a.b',
  'http_requests_total',
  'm1',
  'histogram_bucket',
];
const LABELS = [
  ...['job', 'gpu', 'a', '__name__', 'le', 'instance', 'by', 'offset', 'sum', 'bool', 'on', 'inf', 'start', 'without'],
  ...[
    'a:b',
    '"a.b"',
    '"é"',
    "'x y'",
    '`z`',
    '"job"',
    '""',
    'é',
    '1a',
    'a.b',
    'step',
    'fill',
    'group_left',
    'and',
    'nan',
  ],
];
const TEXTS = [
  ...[
    '"x"',
    '"x"',
    "'y'",
    '`z`',
    '""',
    "''",
    '``',
    '"a b"',
    '"\\n\\t\\\\"',
    '"\\x41\\u00e9\\U0001f600"',
    '"\\101"',
    "'\\''",
    '"\\""',
  ],
  ...[
    '"\\q"',
    '"\\\'"',
    '"\\x4"',
    '"\\ud800"',
    '"\\400"',
    '"unclosed',
    '`un',
    '"a\nb"',
    '"é😀"',
    "'it\\'s'",
    '"\\U00110000"',
    '"\\xff"',
  ],
];
const REGEX = [
  ...[
    'a',
    '.',
    '.*',
    '.+',
    'x|y',
    '|',
    '(a)',
    '(?:b)',
    '[a-z]',
    '[^0-9]',
    '\\d',
    '\\w+',
    '\\.',
    'a{2}',
    'a{2,3}',
    'a{1001}',
    '^',
    '$',
  ],
  ...[
    '(?i)a',
    '(?P<n>x)',
    '(?<n>x)',
    '(?=a)',
    '(?!a)',
    '\\1',
    '[',
    ']',
    '(',
    ')',
    '*',
    '+?',
    '??',
    '**',
    '\\pL',
    '\\p{Greek}',
    '\\Q*',
  ],
  ...[
    '\\E',
    '\\b',
    '\\x41',
    '\\x{1F600}',
    '\\z',
    '\\Z',
    '[[:alpha:]]',
    '[[:foo:]]',
    '[z-a]',
    'é',
    '😀',
    '(?s).',
    '(?-s:.)',
    '\\C',
    '{',
    '}',
  ],
];
const NUMBERS = (
  '0 1 2 -1 1.5 .5 5. 1e3 1E-3 1e400 0x1F 0xg 0x 017 08 0b1 1_000 1__0 _1 1_ Inf inf +Inf -inf NaN nan NAN 5m 1h30m 1d 0s 1ms 1.5m ' +
  '90 0.9731 1e1000 00 1y 300y 0x_1 0x1.8p3 1e+ 9223372036854775808'
).split(' ');
const FILLS = ['0', '1', '-1', '1.5', 'NaN', 'Inf', '-Inf', '5m', '1 + 1', '', 'up', '"x"', '+3', '(1)'];
const TIMES = (
  '1 0 -5 1.5 1e10 1e30 1603774568 start() end() start end NaN Inf -Inf 5m 1h 1m40s (1) start( ) start()+1 step() "x" up 0x10 1_0 +3 ' +
  '9223372036854775 9223372036854775807'
).split(' ');
const DURATIONS = (
  '5m 5m 1h 30s 1h30m 1d 1w 1y 100ms 5 0 0s 0.5 1.5 300 1e3 1e30 inf 1m1h 5mm 5 m 1h 30m m 1x -5m +5m 1_0 0x10 300y 9223372036 ' +
  '1ns 1M $x 5m5m 0m1s 1e-4 .5 0.0001 1h0m'
)
  .split(' ')
  .concat('5 m', '1h 30m', '', ' 5m ', '5m#c\n');
const SCRAPS = [
  ...OPERATORS,
  ...KEYWORDS,
  ...LABELS,
  ...TEXTS,
  ...NUMBERS,
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '=',
    '=~',
    '!~',
    '@',
    '[5m]',
    '[5m:1m]',
    '[1h:]',
    '[]',
    '{}',
    '()',
    'by (a)',
    'on(a)',
  ],
  ...[
    'offset 5m',
    '@ start()',
    '@ 3',
    '#c\n',
    '#',
    '\n',
    ' ',
    '$',
    '&',
    '~',
    ';',
    '!',
    '\\',
    '.',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '“',
    '\u0000',
  ],
  ...['bool', 'group_left()', 'fill(1)', 'rate(', 'sum(', 'x', '5m', '1', '|', '&&', '||', '==='],
];
const SIGNS = [...'"\'`\\(){}[],:.=!~<>@#$%^&*+-/_01x5ems \n', 'é', '😀', '\u0000', '\ud83d', '\u2028'];
