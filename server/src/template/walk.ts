// Finds nodes of a template's tree: by place, or all of a kind.
// Layer: template.
import type { Span } from '../text/span';
import { touches } from '../text/span';
import type { Command, Operand, Pipeline, TemplateNode } from './ast';

/** A node of the tree that has a kind. */
export type AnyNode = TemplateNode | Operand;

export interface NodePlace {
  readonly node: AnyNode;
  /** From the outermost to the one around `node`. */
  readonly parents: readonly AnyNode[];
  /** The command that holds `node` as an argument, and at which place; undefined outside of commands. */
  readonly command?: Command;
  readonly argument?: number;
}

/** The innermost node that the offset touches; at the border of two the later one. Text counts, white space in actions does not. */
export function nodeAt(nodes: readonly TemplateNode[], offset: number): NodePlace | undefined {
  let found: NodePlace | undefined;
  walk(nodes, (node, parents, command, argument) => {
    if (!touches(node, offset)) return false;
    found = { node, parents: [...parents], ...(command ? { command, argument } : {}) };
    return true;
  });
  return found;
}

/** Calls `visit` for every node, parents first; `false` skips what is inside. */
export function walk(
  nodes: readonly TemplateNode[],
  visit: (node: AnyNode, parents: readonly AnyNode[], command?: Command, argument?: number) => boolean | undefined,
): void {
  const parents: AnyNode[] = [];
  const enter = (node: AnyNode, command?: Command, argument?: number) => {
    if (visit(node, parents, command, argument) === false) return;
    parents.push(node);
    if ('pipe' in node && node.pipe) pipeline(node.pipe);
    if (node.kind === 'chain') enter(node.base);
    if ('body' in node) for (const child of node.body ?? []) enter(child);
    if ('otherwise' in node) for (const child of node.otherwise ?? []) enter(child);
    parents.pop();
  };
  const pipeline = (pipe: Pipeline) => {
    for (const variable of pipe.declares) enter(variable);
    for (const command of pipe.commands) for (const [i, arg] of command.args.entries()) enter(arg, command, i);
  };
  for (const node of nodes) enter(node);
}

/** A PromQL text inside a template. */
export interface TemplateQuery {
  /** The literal with its quotes. */
  readonly literal: Span;
  readonly quote: string;
  /** The decoded text. */
  readonly text: string;
  /** Whether the text is all that is asked; otherwise it is a format or a part that is put together at run time. */
  readonly constant: boolean;
}

/** The texts given to the function `query`, also through a pipe or built by `printf` or `print`. */
export function queries(nodes: readonly TemplateNode[]): readonly TemplateQuery[] {
  const found: TemplateQuery[] = [];
  const literal = (operand: Operand, constant: boolean): void => {
    if (operand.kind === 'string') {
      found.push({
        literal: { from: operand.from, to: operand.to },
        quote: operand.quote,
        text: operand.value,
        constant,
      });
    } else if (operand.kind === 'pipe') source(operand.pipe.commands, operand.pipe.commands.length, constant);
  };
  // The text that a pipeline's first `count` commands make.
  const source = (commands: readonly Command[], count: number, constant: boolean): void => {
    const last = commands[count - 1];
    const head = last?.args[0];
    if (!last || !head) return;
    if (head.kind === 'ident' && (head.name === 'printf' || head.name === 'print')) {
      const format = last.args[1];
      if (format) literal(format, constant && last.args.length === 2 && count === 1 && !hasVerb(format));
    } else if (last.args.length === 1 && count === 1) literal(head, constant);
  };
  const pipeline = (pipe: Pipeline) => {
    pipe.commands.forEach((command, i) => {
      const head = command.args[0];
      if (head?.kind !== 'ident' || head.name !== 'query') return;
      const argument = command.args[1];
      if (argument) literal(argument, true);
      else source(pipe.commands, i, true);
    });
  };
  walk(nodes, node => {
    if ('pipe' in node && node.pipe) pipeline(node.pipe);
    return true;
  });
  return found;
}

function hasVerb(format: Operand): boolean {
  return format.kind !== 'string' || format.value.includes('%');
}
