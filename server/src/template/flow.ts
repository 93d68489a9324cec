// Follows values through a template without running it: Go types, label maps, constants.
// Layer: template. One walk feeds the label reads (reads.ts) and the run-time checks (check.ts). Longer than usual: one walk.

import { atLeast } from '../target/version';
import type { Span } from '../text/span';
import type { Command, Operand, PathPart, Pipeline, TemplateCall, TemplateNode } from './ast';
import type { TemplateEnv } from './env';
import type { FunctionRow } from './functions';
import {
  CASES,
  elementValue,
  memberValue,
  numberType,
  SAMPLE_VALUE,
  type StaticValue,
  UNKNOWN,
  variableValue,
} from './staticValues';
import { isMapType, membersOf } from './types';

export interface FlowEvents {
  /** A key of a map is read by field or by `index` with a constant. */
  read?(key: string, span: Span, map: StaticValue): void;
  /** A map is used as a whole: printed, ranged over, handed to a function. */
  whole?(map: StaticValue, span: Span): void;
  /** A function is called; the value that comes through the pipe is the last argument. */
  call?(row: FunctionRow, args: readonly StaticValue[], node: Operand, command: Command): void;
  /** A method gets arguments; the value that comes through the pipe is the last. */
  method?(method: PathPart, args: readonly StaticValue[]): void;
  /** A name that the receiver's type does not have. */
  unknownMember?(part: PathPart, receiver: StaticValue): void;
  /** Arguments for something that takes none. */
  notFunction?(operand: Operand): void;
  /** `nil` where a value must be. */
  nilCommand?(operand: Operand): void;
  missingTemplate?(call: TemplateCall): void;
  /** A named template is called, here or elsewhere, and handed this. */
  called?(name: string, dot: StaticValue): void;
}

/** What named templates are handed by calls that stand elsewhere, by name. */
export type HandedDots = ReadonlyMap<string, readonly StaticValue[]>;

/**
 * Walks a template's nodes in the order of execution, both sides of every branch; then the templates that it defines, with what
 * calls elsewhere hand to them.
 */
export function follow(
  nodes: readonly TemplateNode[],
  env: TemplateEnv,
  events: FlowEvents,
  handed: HandedDots = nothingHanded,
): void {
  new Flow(nodes, env, events).run(handed);
}

const nothingHanded: HandedDots = new Map();

interface Variable {
  readonly name: string;
  value: StaticValue;
}

class Flow {
  private readonly bodies = new Map<string, readonly TemplateNode[]>();
  private readonly entered = new Set<string>();
  private variables: Variable[] = [];

  constructor(
    private readonly nodes: readonly TemplateNode[],
    private readonly env: TemplateEnv,
    private readonly events: FlowEvents,
  ) {
    this.collect(nodes);
  }

  run(handed: HandedDots): void {
    const dot: StaticValue = { type: this.env.dot };
    this.variables = [{ name: '$', value: dot }];
    for (const variable of this.env.variables) {
      this.variables.push({ name: variable.name, value: variableValue(variable.name, variable.type) });
    }
    this.list(this.nodes, dot);
    for (const [name, body] of this.bodies) {
      for (const value of handed.get(name) ?? []) this.named(name, body, value);
    }
    // A template that nothing calls may be called with anything.
    for (const [name, body] of this.bodies) {
      if (![...this.entered].some(key => key.startsWith(`${name}\0`))) this.named(name, body, UNKNOWN);
    }
  }

  private collect(nodes: readonly TemplateNode[]): void {
    for (const node of nodes) {
      if (node.kind === 'define' || (node.kind === 'template' && node.body)) {
        if (!this.bodies.has(node.name)) this.bodies.set(node.name, node.body ?? []);
      }
      if ('body' in node && node.body) this.collect(node.body);
      if ('otherwise' in node && node.otherwise) this.collect(node.otherwise);
    }
  }

  private list(nodes: readonly TemplateNode[], dot: StaticValue): void {
    for (const node of nodes) this.node(node, dot);
  }

  private node(node: TemplateNode, dot: StaticValue): void {
    switch (node.kind) {
      case 'action': {
        const value = this.pipeline(node.pipe, dot);
        if (node.pipe.declares.length === 0) this.used(value, node.pipe);
        return;
      }
      case 'if':
      case 'with':
      case 'range': {
        const mark = this.variables.length;
        const value = this.pipeline(node.pipe, dot, node.kind === 'range');
        let inner = dot;
        if (node.kind === 'with') inner = value;
        else if (node.kind === 'range') {
          this.used(value, node.pipe);
          inner = elementValue(value);
        }
        this.list(node.body, inner);
        if (node.otherwise) this.list(node.otherwise, dot);
        this.variables.length = mark;
        return;
      }
      case 'template': {
        const value = node.pipe ? this.pipeline(node.pipe, dot) : { literal: { kind: 'nil' as const, from: 0, to: 0 } };
        const body = this.bodies.get(node.name);
        this.events.called?.(node.name, value);
        if (body) this.named(node.name, body, value);
        else {
          if (this.env.named && !this.env.named.has(node.name)) this.events.missingTemplate?.(node);
          this.used(value, node);
        }
        return;
      }
      default:
        return;
    }
  }

  private named(name: string, body: readonly TemplateNode[], dot: StaticValue): void {
    // Once for each kind of argument; this also ends recursion.
    const key = `${name}\0${dot.type ?? ''}\0${dot.source ?? ''}`;
    if (this.entered.has(key) || this.entered.size > 1000) return;
    this.entered.add(key);
    const outer = this.variables;
    this.variables = [{ name: '$', value: dot }];
    this.list(body, dot);
    this.variables = outer;
  }

  private used(value: StaticValue, span: Span): void {
    if (value.source) this.events.whole?.(value, span);
  }

  private pipeline(pipe: Pipeline, dot: StaticValue, range = false): StaticValue {
    let value: StaticValue | undefined;
    for (const command of pipe.commands) value = this.command(command, dot, value);
    const result = value ?? UNKNOWN;
    if (range && pipe.declares.length > 0) {
      const element = elementValue(result);
      const isMap = result.type !== undefined && isMapType(result.type);
      const index: StaticValue = { type: result.type === undefined ? undefined : isMap ? 'string' : 'int' };
      const values = pipe.declares.length > 1 ? [index, element] : [element];
      for (const [i, variable] of pipe.declares.entries()) this.set(variable.name, values[i] ?? UNKNOWN, pipe.assign);
    } else for (const variable of pipe.declares) this.set(variable.name, result, pipe.assign);
    return result;
  }

  private set(name: string, value: StaticValue, how: 'declare' | 'assign' | undefined): void {
    const known = how === 'assign' ? this.lookup(name) : undefined;
    if (!known) {
      this.variables.push({ name, value });
      return;
    }
    // The assignment may lie in a branch that is not taken: keep only what both agree on.
    const same = known.value.type === value.type && known.value.source === value.source;
    known.value = same ? { type: value.type, source: value.source } : UNKNOWN;
  }

  private lookup(name: string): Variable | undefined {
    for (let i = this.variables.length - 1; i >= 0; i--) if (this.variables[i]!.name === name) return this.variables[i];
    return undefined;
  }

  private command(command: Command, dot: StaticValue, piped: StaticValue | undefined): StaticValue {
    const head = command.args[0];
    if (!head) return UNKNOWN;
    const hasArgs = command.args.length > 1 || piped !== undefined;
    if (head.kind === 'ident') return this.call(head, command, dot, piped);
    const args = command.args.slice(1).map(arg => this.operand(arg, dot));
    for (const [i, arg] of args.entries()) this.used(arg, command.args[i + 1]!);
    if (piped) this.used(piped, command);
    if (head.kind === 'field' || head.kind === 'chain' || (head.kind === 'variable' && head.path.length > 0)) {
      const method = head.path.at(-1);
      if (hasArgs && method) this.events.method?.(method, piped ? [...args, piped] : args);
      return this.operand(head, dot, hasArgs);
    }
    if (hasArgs && head.kind !== 'hole') this.events.notFunction?.(head);
    if (head.kind === 'nil') this.events.nilCommand?.(head);
    return this.operand(head, dot);
  }

  private call(
    head: Operand & { kind: 'ident' },
    command: Command,
    dot: StaticValue,
    piped: StaticValue | undefined,
  ): StaticValue {
    const args = command.args.slice(1).map(arg => this.operand(arg, dot));
    if (piped) args.push(piped);
    const row = this.env.functions.get(head.name);
    if (!row) return UNKNOWN;
    this.events.call?.(row, args, head, command);
    if (row.name === 'index') return this.index(args, command);
    for (const [i, arg] of args.entries()) this.used(arg, command.args[i + 1] ?? command);
    if (row.name === 'or' || row.name === 'and') {
      const first = args[0] ?? UNKNOWN;
      const same = args.every(arg => arg.type === first.type && arg.source === first.source);
      return same ? { type: first.type, source: first.source } : UNKNOWN;
    }
    if (row.name === 'slice') return { type: args[0]?.type };
    if (row.name === 'value') return { type: SAMPLE_VALUE };
    const change = CASES[row.name];
    const texts = change && args[0]?.oneOf;
    if (texts) return { type: 'string', oneOf: texts.map(change) };
    return row.returns === 'reflect.Value' || row.returns === 'interface {}' ? UNKNOWN : { type: row.returns };
  }

  private index(args: readonly StaticValue[], command: Command): StaticValue {
    let value = args[0] ?? UNKNOWN;
    for (const [i, key] of args.slice(1).entries()) {
      if (value.type !== undefined && isMapType(value.type)) {
        const text = key.literal?.kind === 'string' ? key.literal : undefined;
        if (text) this.events.read?.(text.value, { from: text.from, to: text.to }, value);
        else this.used(value, command.args[i + 1] ?? command);
        value = elementValue(value, text?.value);
      } else value = elementValue(value);
    }
    return value;
  }

  private operand(operand: Operand, dot: StaticValue, hasArgs = false): StaticValue {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'field':
        return this.path(dot, operand.path, hasArgs);
      case 'variable':
        return this.path(this.lookup(operand.name)?.value ?? UNKNOWN, operand.path, hasArgs);
      case 'chain':
        return this.path(this.operand(operand.base, dot), operand.path, hasArgs);
      case 'pipe':
        return this.pipeline(operand.pipe, dot);
      case 'ident':
        return this.call(operand, { from: operand.from, to: operand.to, args: [operand] }, dot, undefined);
      case 'string':
        return { type: 'string', literal: operand };
      case 'bool':
        return { type: 'bool', literal: operand };
      case 'char':
        return { type: 'int', literal: operand };
      case 'number':
        return { type: numberType(operand.text), literal: operand };
      case 'nil':
        return { literal: operand };
      default:
        return UNKNOWN;
    }
  }

  private path(start: StaticValue, path: readonly PathPart[], hasArgs: boolean): StaticValue {
    let value = start;
    path.forEach((part, i) => {
      value = this.member(value, part, hasArgs && i === path.length - 1);
    });
    return value;
  }

  private member(receiver: StaticValue, part: PathPart, hasArgs: boolean): StaticValue {
    const type = receiver.type;
    if (type === undefined) return UNKNOWN;
    const member = membersOf(type)?.find(m => m.name === part.name);
    const isField = member ? member.params === undefined : isMapType(type);
    if (hasArgs && isField) {
      this.events.notFunction?.({ kind: 'field', from: part.from, to: part.to, path: [part] });
    }
    if (member && (!member.since || atLeast(this.env.version, member.since))) {
      return memberValue(type, member.name, member.type);
    }
    if (isMapType(type)) {
      this.events.read?.(part.name, { from: part.from, to: part.to }, receiver);
      return elementValue(receiver, part.name);
    }
    this.events.unknownMember?.(part, receiver);
    return UNKNOWN;
  }
}
