// What fails, or prints nonsense, when a function of a template is called: its arguments, comparisons, formats and patterns.
// Layer: template.
import { RE2JS } from 're2js';
import type { Span } from '../text/span';
import type { Command, Operand } from './ast';
import type { FunctionRow } from './functions';
import { signature } from './functions';
import { layoutFault } from './layouts';
import { parseGoFloat } from './literals';
import type { StaticValue } from './staticValues';
import { SAMPLE_VALUE } from './staticValues';
import { elementOf, isMapType } from './types';
import { verbsOf } from './verbs';

/** Takes a fault: its code, its place, what is said of it. */
export type Report = (code: string, span: Span, message: string) => void;

/** An operand in a sentence. */
export function what(operand: Operand): string {
  switch (operand.kind) {
    case 'variable':
      return `\`${operand.name}\``;
    case 'field':
      return `\`.${operand.path.at(-1)?.name ?? ''}\``;
    case 'dot':
      return 'The dot';
    case 'string':
      return 'A text';
    case 'number':
    case 'char':
      return 'A number';
    default:
      return 'This value';
  }
}

/** A type in a sentence. */
export function plain(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    int: 'number',
    float64: 'number',
    bool: 'truth value',
  };
  return names[type] ?? 'value of this kind';
}

/** Reports what is wrong with the arguments of a call. */
export function checkCall(
  row: FunctionRow,
  args: readonly StaticValue[],
  node: Operand,
  command: Command,
  report: Report,
): void {
  const fixed = row.variadic ? row.params.length - 1 : row.params.length;
  // eq alone declares its second argument as optional and then demands it.
  const least = row.name === 'eq' ? 2 : fixed;
  if (args.length < least || (!row.variadic && args.length > fixed)) {
    const wanted = `${row.variadic ? 'at least ' : ''}${least} argument${least === 1 ? '' : 's'}`;
    report('arg-count', node, `\`${row.name}\` takes ${wanted}, here are ${args.length}: \`${signature(row)}\`.`);
    return;
  }
  const place = (i: number): Span => command.args[i + 1] ?? node;
  args.forEach((arg, i) => {
    const param = row.params[Math.min(i, row.params.length - 1)];
    if (!param || accepts(param.type, arg)) return;
    report(
      'arg-type',
      place(i),
      `\`${row.name}\` takes ${article(param.type)} here, not ${article(arg.type ?? 'nil')}.`,
    );
  });
  checkOperand(row.name, args, place, report);
  if (COMPARISONS.has(row.name)) checkComparison(row.name, args, command, report);
  if (row.name === 'printf') checkFormat(args, place, report);
  if (row.name === 'date') checkLayout(args[0], report);
  const last = args.at(-1);
  if (row.name === 'reReplaceAll' && last?.literal?.kind === 'string' && !args[0]?.literal && args[1]?.literal) {
    report(
      'arg-type',
      place(0),
      '`reReplaceAll` takes the pattern first and the text last: this one is taken for the pattern.',
    );
  }
  if (row.name === 'match' || row.name === 'reReplaceAll') {
    const pattern = args[0]?.literal;
    if (pattern?.kind === 'string') {
      const fault = regexFault(pattern.value);
      if (fault) report('regex', pattern, `The regex is not valid: ${fault}.`);
    }
  }
}

const NUMBER_FUNCTIONS: ReadonlySet<string> = new Set([
  'humanize',
  'humanize1024',
  'humanizeDuration',
  'humanizePercentage',
  'humanizeTimestamp',
  'toTime',
  'toDuration',
]);

const NUMBER_TYPES: ReadonlySet<string> = new Set(['int', 'int64', 'float64', SAMPLE_VALUE, 'string', 'time.Duration']);

/** The functions that take anything by their type and yet not everything. */
function checkOperand(name: string, args: readonly StaticValue[], place: (i: number) => Span, report: Report): void {
  const [first, second] = args;
  const type = first?.type;
  if (type === undefined) return;
  const isList = elementOf(type) !== undefined && !isMapType(type);
  if (NUMBER_FUNCTIONS.has(name)) {
    const literal = first?.literal;
    if (!NUMBER_TYPES.has(type)) report('arg-type', place(0), `\`${name}\` takes a number here, not ${article(type)}.`);
    else if (literal?.kind === 'string' && parseGoFloat(literal.value) === undefined) {
      report('arg-type', place(0), `\`${name}\` takes a number here; this text is none.`);
    }
  } else if (name === 'len' && type !== 'string' && !isMapType(type) && !isList && !type.startsWith('template.')) {
    report('arg-type', place(0), `\`len\` takes a text, list or map, not ${article(type)}.`);
  } else if (name === 'index' && second?.type !== undefined) {
    const wanted = isMapType(type) ? 'string' : isList || type === 'string' ? 'int' : undefined;
    if (wanted && second.type !== wanted && !(wanted === 'int' && second.type === 'int64')) {
      report('arg-type', place(1), `\`index\` takes ${article(wanted)} here, not ${article(second.type)}.`);
    }
  }
}

function accepts(param: string, value: StaticValue): boolean {
  if (param === 'interface {}' || param === 'reflect.Value') return true;
  if (value.literal?.kind === 'nil') return param !== 'string' && param !== 'time.Time';
  const type = value.type;
  if (type === undefined || type === param) return true;
  if (param === '[]string') return type === 'template.Strings';
  // One pointer is followed on the way.
  return type === `*${param}`;
}

function article(type: string): string {
  switch (type) {
    case 'string':
      return 'a text';
    case 'int':
    case 'int64':
      return 'an integer';
    case 'float64':
    case SAMPLE_VALUE:
      return 'a number';
    case 'bool':
      return 'a truth value';
    case '[]string':
      return 'a list of texts';
    case 'time.Time':
    case '*time.Time':
      return 'a time';
    case 'template.queryResult':
      return 'the result of query';
    case '*template.sample':
      return 'one series of a query';
    case 'nil':
      return 'nil';
    default:
      return isMapType(type) ? 'a map' : elementOf(type) !== undefined ? 'a list' : `a ${type.replace(/^\*/, '')}`;
  }
}

const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

function checkComparison(name: string, args: readonly StaticValue[], command: Command, report: Report): void {
  const [a, b] = args;
  const left = kindOf(a);
  const right = kindOf(b);
  const ordered = name !== 'eq' && name !== 'ne';
  const span = { from: command.from, to: command.to };
  if (left === undefined || right === undefined) return;
  if (ordered && [left, right].some(kind => kind === 'bool' || kind === 'other')) {
    report('compare', span, `\`${name}\` cannot compare ${article(a?.type ?? '')} with ${article(b?.type ?? '')}.`);
  } else if (left !== right) {
    const integer = left === 'int' ? a : right === 'int' ? b : undefined;
    const fraction = left === 'float' || right === 'float';
    const literal = integer?.literal;
    const hint =
      fraction && literal?.kind === 'number' && /^-?\d+$/.test(literal.text) ? `; write \`${literal.text}.0\`` : '';
    const sides = fraction && integer ? 'a number with fraction with an integer' : sidesOf(a, b);
    report('compare', span, `\`${name}\` fails when it compares ${sides}${hint}.`);
  }
}

function sidesOf(a: StaticValue | undefined, b: StaticValue | undefined): string {
  return `${article(a?.type ?? '')} with ${article(b?.type ?? '')}`;
}

function kindOf(value: StaticValue | undefined): 'bool' | 'int' | 'float' | 'string' | 'other' | undefined {
  switch (value?.type) {
    case undefined:
      return undefined;
    case 'bool':
      return 'bool';
    case 'int':
    case 'int64':
    case 'time.Duration':
    case 'time.Month':
    case 'time.Weekday':
      return 'int';
    case 'float64':
    case SAMPLE_VALUE:
      return 'float';
    case 'string':
    case 'template.HTML':
    case 'template.URL':
      return 'string';
    case 'complex128':
      return undefined;
    default:
      return 'other';
  }
}

function checkFormat(args: readonly StaticValue[], place: (i: number) => Span, report: Report): void {
  const format = args[0]?.literal;
  if (format?.kind !== 'string') return;
  const verbs = verbsOf(format.value);
  if (!verbs) return;
  const values = args.slice(1);
  if (verbs.length > values.length) {
    report('format', format, `The format asks for ${verbs.length} values and gets ${values.length}.`);
  } else if (verbs.length < values.length) {
    report('format', place(verbs.length + 1), `The format does not ask for this value: it has ${verbs.length} verbs.`);
  }
  verbs.forEach((verb, i) => {
    const kind = kindOf(values[i]);
    if (kind === undefined || kind === 'other') return;
    if (GOOD_VERBS[kind].includes(verb)) return;
    const better =
      kind === 'float'
        ? '`%f`, `%g` or `%v`'
        : kind === 'string'
          ? '`%s` or `%v`'
          : kind === 'int'
            ? '`%d` or `%v`'
            : '`%t` or `%v`';
    report('format', format, `\`%${verb}\` cannot format ${article(values[i]?.type ?? '')}; use ${better}.`);
  });
}

const GOOD_VERBS: Readonly<Record<'bool' | 'int' | 'float' | 'string', string>> = {
  bool: 'tvTp',
  int: 'vTdbocOqxXUp',
  float: 'vTbeEfFgGxXp',
  string: 'vTsqxXp',
};

/** Reports a layout of times that is not Go's. */
export function checkLayout(layout: StaticValue | undefined, report: Report): void {
  const literal = layout?.literal;
  const fault = literal?.kind === 'string' ? layoutFault(literal.value) : undefined;
  if (literal?.kind !== 'string' || !fault) return;
  const otherwise = fault.isConstant || fault.meant ? 'copies this as it stands' : 'takes its digits for other parts';
  const write = fault.meant ? `\`${fault.meant}\`` : 'that moment as it shall be shown';
  const message = `Go writes a time as a layout writes the moment 2006-01-02 15:04:05, and ${otherwise}: write ${write}.`;
  report('layout', literal, message);
}

/** Why RE2 refuses a regex, or undefined where it takes it. */
function regexFault(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'it cannot be read';
  }
}
