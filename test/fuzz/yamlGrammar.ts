// YAML made from its grammar with everything it allows and some of what it does not: all scalar styles, flow and block,
// anchors, aliases, tags, merge keys, comments, tabs, directives, several documents, odd characters and line breaks.
import type { Random } from './random';

/** A document of any shape. */
export function randomYaml(random: Random): string {
  const maker = new Maker(random);
  const body = maker.block(0, 1 + random.below(3)).replace(/^\n/, '');
  return maker.finish(`${maker.start()}${body}${maker.end()}`);
}

/** A Prometheus rule file whose values are written in every style. */
export function randomRuleFile(random: Random): string {
  const maker = new Maker(random);
  const rules = random.list(1, 3, () => maker.rule(4)).join('');
  return maker.finish(`${maker.start()}groups:\n- name:${maker.value(4, 0)}\n  rules:\n${rules}${maker.end()}`);
}

/** An Alertmanager configuration with free YAML at a place that takes any value. */
export function randomAlertmanagerFile(random: Random): string {
  const maker = new Maker(random);
  const free = `${' '.repeat(6)}x:${maker.value(8, 2)}\n`;
  return maker.finish(
    `${maker.start()}route: {receiver: r}\nreceivers:\n- name: r\n  pagerduty_configs:\n  - routing_key: k\n` +
      `    description:${maker.value(8, 0)}\n    details:\n${free}${maker.end()}`,
  );
}

/** A PrometheusRule with free YAML in a field that the API server drops. */
export function randomObject(random: Random): string {
  const maker = new Maker(random);
  return maker.finish(
    `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\nspec:\n  extra:${maker.value(4, 2)}\n` +
      `  groups:\n  - name: g\n    rules:\n${maker.rule(6)}${maker.end()}`,
  );
}

class Maker {
  private readonly anchors: string[] = [];
  /** How odd this text is: many texts stay tame, so that enough of them are accepted. */
  private readonly odd: number;

  constructor(private readonly random: Random) {
    this.odd = random.pick([0, 1, 1, 2, 5, 15]);
  }

  start(): string {
    return this.choose(STARTS);
  }

  end(): string {
    return this.choose(ENDS);
  }

  /** A rule as an item of a list at this indentation. */
  rule(indent: number): string {
    const pad = ' '.repeat(indent);
    const keys = [
      `alert:${this.value(indent + 4, 0)}`,
      `expr:${this.random.chance(80) ? ' up' : this.value(indent + 4, 0)}`,
      ...this.random.list(
        0,
        1,
        () => `for:${this.random.pick([' 5m', ' "5m"', ` >-\n${pad}    5m`, '', ' ~', this.isOdd() ? ' 5' : ' 1h'])}`,
      ),
      ...this.random.list(0, 1, () => this.strings('labels', indent + 2)),
      ...this.random.list(0, 1, () => this.strings('annotations', indent + 2)),
    ];
    return `${pad}- ${keys.map(key => key + this.tail()).join(`\n${pad}  `)}\n`;
  }

  /** What follows a key: white space and a node of the depth. */
  value(indent: number, depth: number): string {
    const properties = this.properties();
    if (depth > 0 && this.random.chance(50)) return `${properties}${this.block(indent, depth)}`;
    const isFlow = depth > 0 ? this.random.chance(20) : this.isOdd();
    return this.choose(GAPS) + properties.trimStart() + (isFlow ? this.flow(2) : this.scalar(indent, false));
  }

  /** A block collection that starts on a new line, or something else now and then. */
  block(indent: number, depth: number): string {
    const pad = ' '.repeat(Math.max(0, indent + (this.isOdd() ? this.random.pick([1, -1]) : 0)));
    const nested = (): string => this.value(indent + this.random.pick([2, 2, 1, 4]), depth - 1);
    switch (this.random.below(7)) {
      case 0:
        return ` ${this.flow(depth)}`;
      case 1:
      case 2:
        return `\n${this.random.list(1, 3, () => `${pad}-${nested()}${this.tail()}`).join('\n')}`;
      case 3:
        return `\n${pad}?${nested()}\n${pad}:${nested()}`;
      default:
        return `\n${this.random.list(1, 3, () => `${pad}${this.key()}${this.choose(COLONS)}${nested()}${this.tail()}`).join('\n')}`;
    }
  }

  /** Damages odd texts, and gives some other line breaks. */
  finish(text: string): string {
    let out = text;
    if (this.random.chance(this.odd * 2)) {
      const at = this.random.below(out.length + 1);
      out = out.slice(0, at) + this.random.pick(SIGNS) + out.slice(at + this.random.below(3));
    }
    if (this.random.chance(4)) out = out.replaceAll('\n', this.random.pick(['\r\n', '\r\n', '\r', '\u0085', '\u2028']));
    return this.random.chance(2) ? `\ufeff${out}` : out;
  }

  private strings(key: string, indent: number): string {
    const pad = ' '.repeat(indent + 2);
    const first = this.random.below(3);
    const pairs = (this.isOdd() ? ['a', 'a', '"a"'] : ['a', '"b"', "'c'", 'd']).slice(first, first + 2);
    if (this.random.chance(25)) {
      return `${key}: {${pairs.map(name => `${name}: ${this.flowScalar()}`).join(this.choose(SEPARATORS))}}`;
    }
    return `${key}:\n${pairs.map(name => `${pad}${name}:${this.value(indent + 4, 0)}${this.tail()}`).join('\n')}`;
  }

  private flow(depth: number): string {
    if (depth <= 0) return this.flowScalar();
    const separator = (): string => this.choose(SEPARATORS);
    const last = this.random.chance(10) ? ',' : '';
    const item = (): string => this.properties().trimStart() + this.flow(depth - 1 - this.random.below(2));
    if (this.random.chance(50)) {
      const items = this.random.list(0, 3, () => (this.random.chance(10) ? `${this.key()}: ${item()}` : item()));
      return `[${this.joined(items, separator)}${last}]`;
    }
    const pairs = this.random.list(0, 3, () => {
      const lead = this.random.chance(8) ? '? ' : '';
      return lead + this.flowScalar() + this.choose(FLOW_COLONS) + item();
    });
    return `{${this.joined(pairs, separator)}${last}}`;
  }

  private joined(parts: readonly string[], separator: () => string): string {
    return parts.reduce((out, part) => (out === '' ? part : out + separator() + part), '');
  }

  private flowScalar(): string {
    return this.random.chance(12) ? this.quoted() : this.random.chance(70) ? this.plain() : this.alias();
  }

  private scalar(indent: number, isKey: boolean): string {
    const pad = ' '.repeat(indent);
    switch (this.random.below(isKey ? 4 : 8)) {
      case 0:
        return this.quoted();
      case 1:
      case 2:
        return this.plain();
      case 3:
        return this.alias();
      case 4:
        return `${this.plain()}${this.choose(FOLDS)}${pad}${this.plain()}`;
      case 5:
        return this.quoted().replace(/ /, this.choose(BREAKS).replace('@', pad));
      default:
        return this.blockScalar(indent);
    }
  }

  private blockScalar(indent: number): string {
    const header = this.choose(HEADERS);
    const lines = Array.from({ length: this.random.below(5) }, (_, i) => {
      const text = this.random.chance(80) ? this.choose(LINES) : this.plain();
      const more = this.isOdd() ? this.random.pick([-1, -20, 3]) : this.random.pick(i === 0 ? [0] : [0, 0, 0, 1, 2]);
      return ' '.repeat(Math.max(0, indent + more)) + text;
    });
    return `${header}\n${lines.join('\n')}`;
  }

  private quoted(): string {
    if (this.random.chance(55)) {
      const inner = (): string => this.choose(INNER).replace(/[\\"]/g, '\\$&');
      const parts = this.random.list(0, 3, () => (this.random.chance(60) ? this.choose(ESCAPES) : inner()));
      return `"${parts.join(' ')}"`;
    }
    const parts = this.random.list(0, 3, () => this.choose(INNER));
    return `'${parts.join(' ').replaceAll("'", this.isOdd() ? "'" : "''")}'`;
  }

  private plain(): string {
    return this.choose(PLAIN);
  }

  private choose({ tame, odd }: Choice): string {
    return this.random.pick(this.isOdd() ? odd : tame);
  }

  /** Whether this choice is an odd one. */
  private isOdd(): boolean {
    return this.random.chance(this.odd);
  }

  private alias(): string {
    if (this.random.chance(50) || this.anchors.length === 0) return this.plain();
    return `*${this.isOdd() ? 'nope' : this.random.pick(this.anchors)}`;
  }

  private properties(): string {
    if (!this.random.chance(12)) return '';
    const name = this.random.pick(this.isOdd() ? ['é', 'a.b', 'a:', ''] : ['a', 'b', 'a-b', 'c1']);
    const tag = this.choose(TAGS);
    if (this.random.chance(50)) return ` ${tag} `;
    this.anchors.push(name);
    return this.random.chance(30) ? ` &${name} ${tag} ` : ` &${name} `;
  }

  private key(): string {
    if (this.isOdd()) return '<<';
    // Keys are nearly always new ones, as a repeated key is refused.
    return this.random.chance(75)
      ? this.random.pick(['a', 'a b', 'a-b', 'é']) + this.random.below(1000)
      : this.properties().trimStart() + this.scalar(0, true);
  }

  private tail(): string {
    return this.choose(TAILS);
  }
}

/** What may stand at a place: nearly always one of `tame`, in odd texts sometimes one of `odd`. */
interface Choice {
  readonly tame: readonly string[];
  readonly odd: readonly string[];
}

// Parts are set apart by § so that the lists stay readable.
function choice(tame: string, odd: string): Choice {
  return { tame: tame.split('§'), odd: odd.split('§') };
}

const STARTS = choice(
  '§§§---\n§--- \n§# c\n§\n\n§--- # c\n§%YAML 1.1\n---\n§%TAG ! tag:x,2000:\n---\n',
  '%YAML 1.2\n---\n§---\n---\n§...\n§ \n§\t\n§%FOO bar\n---\n§%YAML 1.1\n%YAML 1.1\n---\n§--- |\n§%YAML 1.1\n§---\t\n',
);
const ENDS = choice(
  '§\n§\n§\n---\n§\n...\n§\n...\nx: [\n§\n# end§\n---\na: [',
  ' §\n\t§\n... # c\n§\n--- x§\n...x§\n}§\n\n\t# c§\n   §\n%YAML 1.1\n---\n',
);
const PLAIN = choice(
  'a§b§up§1§1.10§true§no§null§~§a b§a-b§-a§:a§a:b§a#b§a #b§0x1F§0o17§017§1_000§2024-01-01§2024-01-01T00:00:00Z§.inf§.nan§1e3§+1' +
    '§1:30§.§é§日本§😀§a\tb§a\u00a0b§a\u0085b§a\u2028b§a\'b§a"b§a\\b§Null§NULL§True§Yes§on§y§N§-.5§1.§.5§0b1§0x§12e§1e400' +
    '§18446744073709551616§2001-1-1§\ufffd§(a)§$a§a/b§a=b',
  '§- a§?a§a: b§=§<<§...§---§--§-§?§:§%a§@a§`a§|§>a§!a§&a§*a§#a§a,b§a]§[a§{a§a}§\'a§"a§"a" b§\'a\' b§\u0007§\u007f§\ufeff§? a§a :§:: a',
);
const INNER = choice(
  "a§b c§§it's§a: b§# c§{{ $labels.a }}§é😀§- a§\t§[§\\§%§\u00a0§\u2028",
  '...§---§\u0007§\ufeff§\u0085§"',
);
const ESCAPES = choice(
  '\\n§\\t§\\"§\\\\§\\x41§\\u00e9§\\U0001f600§\\0§\\a§\\e§\\N§\\_§\\L§\\P§\\ §\\\t§\\v§\\b§\\r§\\f§a§é§\\xE9§\\u00E9',
  '\\/§\\\'§\\q§\\x4§\\ud800§\\ud83d\\ude00§\\U00110000§\\\n§"§\\',
);
const HEADERS = choice('|§|§>§>§|-§>-§|+§>+§| # c§|  ', '|2§>2§|1§|-2§>2-§|+4§|0§|22§|--§| a§>#c§|\t§|9§>-+');
const LINES = choice(
  'text§two words§§§  deep§# no comment§- a§a: b§tail §tail\t§é§%',
  "\ttab§---§...§\u0085§'§ \t§\u2028",
);
const TAGS = choice(
  '!!str§!!str§!x§!',
  '!!int§!!float§!!null§!!bool§!!map§!!seq§!!binary§!!timestamp§!!set§!<x>§!e!x§!!§!<tag:yaml.org,2002:str>§!<§!!merge§!%41§!a,b',
);
const TAILS = choice('§§§§§ # c§  §\n§\n# c§\n   # c', '\t§\t# c§\n\t§#c§\n\t# c§ #§\n \n');
const COLONS = choice(':', ' :§\t:§§::§: :');
const GAPS = choice(' § §  ', '\t§§ \t');
const SEPARATORS = choice(', §,§ , §,\n   ', ', # c\n  §,\n§\n, §,,§ ');
const FLOW_COLONS = choice(': §: § : ', ':§§:\n ');
const FOLDS = choice('\n§\n\n§ \n', '\t\n§\n\t');
const BREAKS = choice('\n@§\\\n@§ \n\n @', '\n§\t\n\t§\\\n');
const SIGNS = [
  ...' :-#"\'[]{},&*!|>%@`?~\\.0a\t\n\r\u0085\u2028\ufeff\u0000\u001b\u009f\ufffe',
  '😀',
  '\n\t',
  ': ',
  '- ',
];
