// Runs a parsed template as Go's text/template does, error texts included.
// Layer: template. Longer than usual: one machine with one state, in the order of the language.
import { utf8Length } from '../go/utf8';
import { finish } from '../text/slices';
import type { Span } from '../text/span';
import type { BranchNode, Command, Operand, PathPart, Pipeline, TemplateCall, TemplateNode } from './ast';
import { escapeHtml } from './builtins';
import { type Call, type CallContext, CallError } from './calls';
import { format } from './fmt';
import type { FunctionRow } from './functions';
import { LimitError, MAX_OUTPUT, MAX_RUN_DEPTH, MAX_STEPS, tooLong } from './limits';
import { parseNumber } from './literals';
import { methodOf } from './methods';
import { commandText, operandPlace, operandText, pipelineText, templateCallText } from './unparse';
import {
  bool,
  firstUnknown,
  float,
  INVALID,
  indirect,
  int,
  isInterfaceField,
  isTrue,
  NIL_INTERFACE,
  sortedEntries,
  text,
  typeName,
  unknown,
  unknownIn,
  type Value,
  zeroElement,
} from './values';

export interface Program {
  readonly source: string;
  readonly nodes: readonly TemplateNode[];
  readonly functions: ReadonlyMap<string, FunctionRow>;
  readonly calls: Readonly<Record<string, Call>>;
  readonly context: CallContext;
  /** The body of a named template and the source it is part of. */
  named(name: string): { readonly body: readonly TemplateNode[]; readonly source: string } | undefined;
  /** The name of the root template, as it stands in messages. */
  readonly name: string;
  /** What stands before the source in the target's text, for its columns. */
  readonly prefix: string;
  readonly variables: readonly (readonly [name: string, value: Value])[];
  /** The text is HTML: what is printed into it is escaped, as Go's html/template does between tags and in quoted attributes. */
  readonly isHtml?: boolean;
}

/** A failure while running: where, in the source, and in which words. */
export class RunError extends Error {
  constructor(
    /** The cause alone. */
    readonly detail: string,
    /** Go's whole message. */
    message: string,
    readonly span: Span,
  ) {
    super(message);
  }
}

/** Which way the template goes hangs on something unknown. */
export class UnknownError extends Error {
  constructor(readonly what: string) {
    super(`${what} is unknown`);
  }
}

/** The text of a program, with the names of what is unknown in it. */
export interface Executed {
  readonly text: string;
  readonly unknown: readonly string[];
}

/**
 * Runs a program on a dot. Throws RunError for what fails in Go, too, LimitError where a bound is reached, and UnknownError
 * where nothing can be said about the text.
 */
export function execute(program: Program, dot: Value): Executed {
  return finish(executeInSlices(program, dot));
}

/** The same in slices: a template may go over thousands of alerts. */
export function executeInSlices(program: Program, dot: Value): Generator<void, Executed> {
  return new Machine(program, dot).run();
}

/** Steps between two yields. */
const stepsPerSlice = 500;

type Control = 'break' | 'continue' | undefined;

/** What an error is reported at. */
interface Mark {
  readonly place: number;
  readonly span: Span;
  readonly text: () => string;
}

interface Variable {
  readonly name: string;
  value: Value;
}

class Machine {
  private readonly parts: string[] = [];
  private readonly unknown = new Set<string>();
  private size = 0;
  private steps = 0;
  private yielded = 0;
  private depth = 0;
  private variables: Variable[];
  private template: string;
  private source: string;
  private mark: Mark = { place: 0, span: { from: 0, to: 0 }, text: () => '' };

  constructor(
    private readonly program: Program,
    private readonly dot: Value,
  ) {
    this.template = program.name;
    this.source = program.source;
    this.variables = [{ name: '$', value: dot }, ...program.variables.map(([name, value]) => ({ name, value }))];
  }

  *run(): Generator<void, Executed> {
    yield* this.list(this.program.nodes, this.dot);
    return { text: this.parts.join(''), unknown: [...this.unknown] };
  }

  // Bounds and messages

  private write(part: string): void {
    this.parts.push(part);
    this.size += part.length;
    if (this.size > MAX_OUTPUT) throw new LimitError(tooLong);
  }

  private step(cost = 1): void {
    this.steps += cost;
    if (this.steps > MAX_STEPS) throw new LimitError('the template runs too long');
  }

  private deeper<T>(run: () => T): T {
    this.descend();
    const result = run();
    this.depth--;
    return result;
  }

  private *block<T>(run: Generator<void, T>): Generator<void, T> {
    this.descend();
    const result = yield* run;
    this.depth--;
    return result;
  }

  private descend(): void {
    if (this.depth >= MAX_RUN_DEPTH) throw new LimitError('templates and blocks lie too deep in each other');
    this.depth++;
  }

  private fail(detail: string): never {
    const before = this.program.prefix + this.source.slice(0, this.mark.place);
    const line = before.split('\n').length;
    const column = utf8Length(before.slice(before.lastIndexOf('\n') + 1));
    const { name } = this.program;
    const at = `template: ${name}:${line}:${column}: executing ${JSON.stringify(this.template)} at <${this.mark.text()}>`;
    throw new RunError(detail, `${at}: ${detail}`, this.mark.span);
  }

  private at(operand: Operand): void {
    const source = this.source;
    this.mark = { place: operandPlace(operand), span: operand, text: () => operandText(operand, source, true) };
  }

  private atPipeline(pipe: Pipeline): void {
    const source = this.source;
    this.mark = { place: pipe.from, span: pipe, text: () => pipelineText(pipe, source) };
  }

  private atCommand(command: Command): void {
    const source = this.source;
    this.mark = { place: command.from, span: command, text: () => commandText(command, source) };
  }

  // Nodes

  private *list(nodes: readonly TemplateNode[], dot: Value): Generator<void, Control> {
    for (const node of nodes) {
      this.step();
      let control: Control;
      switch (node.kind) {
        case 'if':
        case 'with':
          control = yield* this.block(this.branch(node, dot));
          break;
        case 'range':
          control = yield* this.block(this.range(node, dot));
          break;
        case 'template':
          yield* this.block(this.call(node, dot));
          break;
        default:
          control = this.leaf(node, dot);
      }
      if (control) return control;
    }
    return undefined;
  }

  private leaf(node: TemplateNode, dot: Value): Control {
    switch (node.kind) {
      case 'text':
        this.write(node.text);
        return undefined;
      case 'action': {
        const value = this.pipeline(node.pipe, dot);
        if (node.pipe.declares.length === 0) this.print(value, isEscaped(node.pipe.commands));
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.kind;
      default:
        return undefined;
    }
  }

  private print(value: Value, isDone: boolean): void {
    const unknown = unknownIn(value);
    if (unknown) this.unknown.add(unknown.what);
    const { isHtml = false } = this.program;
    const plain = value.kind === 'invalid' ? (isHtml ? '' : '<no value>') : format(indirect(value));
    const isSafe = isDone || (value.kind === 'string' && value.type === safeType);
    const shown = isHtml && !isSafe ? escapeHtml(plain) : plain;
    this.step(shown.length / 1000);
    this.write(shown);
  }

  private *branch(node: BranchNode, dot: Value): Generator<void, Control> {
    const mark = this.variables.length;
    const value = this.pipeline(node.pipe, dot);
    let control: Control;
    if (this.decides(value)) control = yield* this.list(node.body, node.kind === 'with' ? value : dot);
    else if (node.otherwise) control = yield* this.list(node.otherwise, dot);
    this.variables.length = mark;
    return control;
  }

  /** Whether a condition holds. */
  private decides(value: Value): boolean {
    if (value.kind === 'unknown') throw new UnknownError(value.what);
    return isTrue(value);
  }

  private *range(node: BranchNode, dot: Value): Generator<void, Control> {
    const mark = this.variables.length;
    const value = indirect(this.pipeline(node.pipe, dot));
    const inner = this.variables.length;
    const declares = node.pipe.declares;
    const assigns = node.pipe.assign === 'assign';
    let count = 0;
    for (const [index, element] of this.elements(value, declares.length)) {
      count++;
      this.step();
      if (this.steps - this.yielded >= stepsPerSlice) {
        this.yielded = this.steps;
        yield;
      }
      const values = declares.length > 1 ? [index, element] : [element];
      declares.forEach((variable, i) => {
        if (assigns) this.assign(variable.name, values[i] ?? INVALID);
        else this.variables[inner - declares.length + i]!.value = values[i] ?? INVALID;
      });
      const control = yield* this.list(node.body, element);
      this.variables.length = inner;
      if (control === 'break') break;
    }
    let control: Control;
    if (count === 0 && node.otherwise) control = yield* this.list(node.otherwise, dot);
    this.variables.length = mark;
    // Go catches a break of the else branch right here, but leaves a continue to the loop further out.
    return control === 'break' ? undefined : control;
  }

  /** What a range goes over, each with its index or key; `declared` is the number of variables for them. */
  private *elements(value: Value, declared: number): Generator<readonly [index: Value, element: Value], void> {
    switch (value.kind) {
      case 'int':
        if (declared > 1) this.fail(`can't use ${format(value)} to iterate over more than one variable`);
        for (let i = 0n; i < value.v; i++) yield [INVALID, { ...value, v: i }];
        break;
      case 'slice':
        for (const [i, item] of [...value.items].entries()) yield [int(i), item];
        break;
      case 'map':
        for (const [key, item] of sortedEntries(value)) yield [text(key), item];
        break;
      case 'invalid':
        break;
      case 'unknown':
        throw new UnknownError(value.what);
      default:
        this.fail(`range can't iterate over ${format(value)}`);
    }
  }

  private *call(node: TemplateCall, dot: Value): Generator<void, void> {
    const source = this.source;
    this.mark = { place: node.nameSpan.from, span: node.nameSpan, text: () => templateCallText(node, source) };
    const found = this.program.named(node.name);
    if (!found) this.fail(`template ${JSON.stringify(node.name)} not defined`);
    const value = node.pipe ? this.pipeline(node.pipe, dot) : INVALID;
    const outer = { variables: this.variables, template: this.template, source: this.source };
    this.variables = [{ name: '$', value }];
    this.template = node.name;
    this.source = found.source;
    yield* this.list(found.body, value);
    this.variables = outer.variables;
    this.template = outer.template;
    this.source = outer.source;
  }

  // Pipelines and commands

  private pipeline(pipe: Pipeline, dot: Value): Value {
    this.atPipeline(pipe);
    let value: Value | undefined;
    for (const command of pipe.commands) {
      this.step();
      const result = this.command(command, dot, value);
      value = result === NIL_INTERFACE ? INVALID : result;
    }
    const result = value ?? INVALID;
    for (const variable of pipe.declares) {
      if (pipe.assign === 'assign') this.assign(variable.name, result);
      else this.variables.push({ name: variable.name, value: result });
    }
    return result;
  }

  private lookup(name: string): Variable {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i]!;
      if (variable.name === name) return variable;
    }
    return this.fail(`undefined variable: ${name}`);
  }

  private assign(name: string, value: Value): void {
    this.lookup(name).value = value;
  }

  private command(command: Command, dot: Value, final: Value | undefined): Value {
    const head = command.args[0]!;
    const rest = command.args.slice(1);
    switch (head.kind) {
      case 'field':
        this.at(head);
        return this.fields(dot, dot, head, head.path, rest, final);
      case 'chain':
        return this.chain(head, dot, rest, final);
      case 'ident':
        return this.function(head, command, dot, rest, final);
      case 'pipe':
        this.noArguments(command, final);
        return this.deeper(() => this.pipeline(head.pipe, dot));
      case 'variable':
        return this.variable(head, dot, command, rest, final);
      default:
        this.at(head);
        this.noArguments(command, final);
    }
    if (head.kind === 'dot') return dot;
    if (head.kind === 'nil') return this.fail('nil is not a command');
    return this.constant(head);
  }

  private noArguments(command: Command, final: Value | undefined): void {
    if (command.args.length > 1 || final !== undefined) {
      this.fail(`can't give argument to non-function ${operandText(command.args[0]!, this.source, true)}`);
    }
  }

  private constant(operand: Operand): Value {
    this.at(operand);
    switch (operand.kind) {
      case 'bool':
        return bool(operand.value);
      case 'string':
        return text(operand.value);
      case 'char':
        return int(operand.value);
      case 'number': {
        const value = parseNumber(operand.text);
        if (typeof value === 'string') return this.fail(`${operand.text} is no number`);
        if (value.complex) return { kind: 'complex', re: value.complex[0], im: value.complex[1] };
        const hexInt = /^0[xX]./.test(operand.text) && !/[pP]/.test(operand.text);
        if (value.float !== undefined && !hexInt && /[.eEpP]/.test(operand.text)) return float(value.float);
        return value.int !== undefined ? int(value.int) : this.fail(`${operand.text} overflows int`);
      }
      default:
        return this.fail('this cannot be evaluated');
    }
  }

  private variable(
    head: Operand & { kind: 'variable' },
    dot: Value,
    command: Command | undefined,
    rest: readonly Operand[],
    final: Value | undefined,
  ): Value {
    this.at(head);
    const value = this.lookup(head.name).value;
    if (head.path.length === 0) {
      if (command) this.noArguments(command, final);
      return value;
    }
    return this.fields(dot, value, head, head.path, rest, final);
  }

  private chain(
    head: Operand & { kind: 'chain' },
    dot: Value,
    rest: readonly Operand[],
    final: Value | undefined,
  ): Value {
    this.at(head);
    if (head.base.kind === 'nil') {
      return this.fail(`indirection through explicit nil in ${operandText(head, this.source)}`);
    }
    const value = this.deeper(() => this.argument(head.base, '', dot));
    return this.fields(dot, value, head, head.path, rest, final);
  }

  private fields(
    dot: Value,
    start: Value,
    node: Operand,
    path: readonly PathPart[],
    args: readonly Operand[],
    final: Value | undefined,
  ): Value {
    let value = start;
    let isInterface = false;
    path.forEach((part, i) => {
      const last = i === path.length - 1;
      const receiver = value;
      value = this.field(dot, receiver, part.name, node, last ? args : [], last ? final : undefined, isInterface);
      isInterface = isInterfaceField(indirect(receiver), part.name);
    });
    return value;
  }

  private field(
    dot: Value,
    receiver: Value,
    name: string,
    node: Operand,
    args: readonly Operand[],
    final: Value | undefined,
    isInterface: boolean,
  ): Value {
    if (receiver === NIL_INTERFACE) return this.fail(`nil pointer evaluating interface {}.${name}`);
    if (receiver.kind === 'invalid') return INVALID;
    if (receiver.kind === 'unknown')
      return receiver.what === 'externalLabels' ? unknown(`${receiver.what}.${name}`) : receiver;
    const method = methodOf(receiver, name);
    if (method) {
      const row = { name, params: method.params, variadic: false };
      return this.apply(
        row,
        args,
        final,
        dot,
        values => method.call(values),
        () => this.at(node),
      );
    }
    const hasArgs = args.length > 0 || final !== undefined;
    const inner = indirect(receiver);
    const type = isInterface ? 'interface {}' : typeName(receiver);
    if (inner.kind === 'struct') {
      const found = inner.fields.get(name);
      if (found !== undefined) {
        if (hasArgs) this.fail(`${name} has arguments but cannot be invoked as function`);
        return found;
      }
    } else if (inner.kind === 'map') {
      if (hasArgs) this.fail(`${name} is not a method but has arguments`);
      return inner.entries.get(name) ?? zeroElement(inner);
    }
    return this.fail(`can't evaluate field ${name} in type ${type}`);
  }

  private function(
    head: Operand & { kind: 'ident' },
    command: Command | undefined,
    dot: Value,
    rest: readonly Operand[],
    final: Value | undefined,
  ): Value {
    this.at(head);
    const row = this.program.functions.get(head.name);
    if (!row) return this.fail(`${JSON.stringify(head.name)} is not a defined function`);
    const shape = { name: row.name, params: row.params.map(p => p.type), variadic: row.variadic };
    const mark = () => (command ? this.atCommand(command) : this.at(head));
    if (row.name === 'and' || row.name === 'or') {
      this.count(shape, rest.length, final);
      let value: Value = INVALID;
      for (const arg of rest) {
        value = this.argument(arg, 'reflect.Value', dot);
        if (this.decides(value) === (row.name === 'or')) return value;
      }
      return final ?? value;
    }
    const implementation = this.program.calls[row.name];
    return this.apply(
      shape,
      rest,
      final,
      dot,
      values => {
        if (row.name === 'call') return this.callValue(values[0] ?? INVALID, rest[0]);
        if (!implementation) throw new CallError('the preview does not know this function');
        return implementation(values, this.program.context);
      },
      mark,
    );
  }

  private callValue(value: Value, operand: Operand | undefined): Value {
    if (value.kind === 'invalid') throw new CallError('call of nil');
    const name = operand
      ? operandText(operand, this.source, true)
      : value.kind === 'string'
        ? value.v
        : `<${typeName(value)} Value>`;
    throw new CallError(`non-function ${name} of type ${typeName(value)}`);
  }

  private count(
    row: { readonly name: string; readonly params: readonly string[]; readonly variadic: boolean },
    given: number,
    final: Value | undefined,
  ): void {
    const total = given + (final === undefined ? 0 : 1);
    const wanted = row.params.length;
    if (row.variadic && total < wanted - 1) {
      this.fail(`wrong number of args for ${row.name}: want at least ${wanted - 1} got ${given}`);
    }
    if (!row.variadic && total !== wanted) {
      this.fail(`wrong number of args for ${row.name}: want ${wanted} got ${total}`);
    }
  }

  private apply(
    row: { readonly name: string; readonly params: readonly string[]; readonly variadic: boolean },
    args: readonly Operand[],
    final: Value | undefined,
    dot: Value,
    run: (values: readonly Value[]) => Value,
    mark: () => void,
  ): Value {
    this.count(row, args.length, final);
    const typeOf = (i: number): string => row.params[Math.min(i, row.params.length - 1)] ?? 'interface {}';
    const values = args.map((arg, i) => this.argument(arg, typeOf(i), dot));
    if (final !== undefined) values.push(this.validated(final, typeOf(values.length)));
    // What is handed on together keeps its parts apart.
    const direct = row.name === 'args' ? undefined : values.find(value => value.kind === 'unknown');
    const hole = direct ?? (PRINTS.has(row.name) ? firstUnknown(values) : undefined);
    if (hole) return hole;
    try {
      const result = run(values);
      if (result.kind === 'string') this.step(result.v.length / 1000);
      return result;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      mark();
      return this.fail(`error calling ${row.name}: ${error.message}`);
    }
  }

  // Arguments and their types

  private argument(operand: Operand, type: string, dot: Value): Value {
    this.step();
    this.at(operand);
    switch (operand.kind) {
      case 'dot':
        return this.validated(dot, type);
      case 'nil':
        if (type === '' || canBeNil(type)) return INVALID;
        return this.fail(`cannot assign nil to ${type}`);
      case 'field':
        return this.validated(this.fields(dot, dot, operand, operand.path, [], undefined), type);
      case 'variable':
        return this.validated(this.variable(operand, dot, undefined, [], undefined), type);
      case 'pipe':
        return this.validated(
          this.deeper(() => this.pipeline(operand.pipe, dot)),
          type,
        );
      case 'ident':
        return this.validated(this.function(operand, undefined, dot, [], undefined), type);
      case 'chain':
        return this.validated(this.chain(operand, dot, [], undefined), type);
      default:
        return this.literal(operand, type);
    }
  }

  private literal(operand: Operand, type: string): Value {
    const shown = operandText(operand, this.source);
    if (type === 'string') {
      return operand.kind === 'string' ? text(operand.value) : this.fail(`expected string; found ${shown}`);
    }
    if (type === 'time.Duration') {
      const value = operand.kind === 'number' || operand.kind === 'char' ? this.constant(operand) : INVALID;
      if (value.kind === 'int') return { kind: 'duration', ns: value.v, pointer: false };
      return this.fail(`expected integer; found ${shown}`);
    }
    if (type === 'interface {}' || type === 'reflect.Value' || type === '') return this.constant(operand);
    return this.fail(`can't handle ${shown} for arg of type ${type}`);
  }

  private validated(value: Value, type: string): Value {
    if (value.kind === 'unknown') return value;
    if (value === NIL_INTERFACE && type !== '' && type !== 'interface {}') {
      return type === 'reflect.Value' ? value : this.fail(`wrong type for value; expected ${type}; got interface {}`);
    }
    if (value.kind === 'invalid') {
      if (type === '') return value;
      return canBeNil(type) ? INVALID : this.fail(`invalid value; expected ${type}`);
    }
    if (type === '' || type === 'interface {}' || type === 'reflect.Value') return value;
    const given = typeName(value);
    if (given === type || (type === '[]string' && given === 'template.Strings')) return value;
    // One pointer is followed.
    if (given === `*${type}`) return indirect(value);
    return this.fail(`wrong type for value; expected ${type}; got ${given}`);
  }
}

/** Functions whose text holds all that is inside of their arguments. */
/** What `safeHtml` gives. */
const safeType = 'template.HTML';

/** A pipeline that ends with `html` has escaped its value itself. */
function isEscaped(commands: readonly Command[]): boolean {
  const first = commands.at(-1)?.args[0];
  return first?.kind === 'ident' && first.name === 'html';
}

const PRINTS: ReadonlySet<string> = new Set(['print', 'printf', 'println', 'html', 'js', 'urlquery']);

function canBeNil(type: string): boolean {
  return /^(interface|reflect\.Value|\*|\[\]|map\[|template\.(queryResult|KV|Strings|Pairs|Alerts))/.test(type);
}
