// Nodes as Go writes them in its messages, and the places that it counts for them.
// Layer: template.
import type { Command, Operand, PathPart, Pipeline, TemplateCall } from './ast';
import { quote } from './fmt';

/** The canonical text of a pipeline. */
export function pipelineText(pipe: Pipeline, source: string): string {
  const names = pipe.declares.map(v => v.name).join(', ');
  const head = names ? `${names} ${pipe.assign === 'assign' ? '=' : ':='} ` : '';
  return head + pipe.commands.map(command => commandText(command, source)).join(' | ');
}

export function commandText(command: Command, source: string): string {
  return command.args.map(arg => operandText(arg, source)).join(' ');
}

/** The canonical text of an operand; parentheses around a pipeline are kept only where Go keeps them. */
export function operandText(operand: Operand, source: string, bare = false): string {
  if (operand.kind === 'pipe') {
    const text = pipelineText(operand.pipe, source);
    return bare ? text : `(${text})`;
  }
  if (operand.kind === 'chain') return operandText(operand.base, source) + pathText(operand.path);
  if (operand.kind === 'field') return pathText(operand.path);
  if (operand.kind === 'variable') return operand.name + pathText(operand.path);
  return source.slice(operand.from, operand.to);
}

function pathText(path: readonly PathPart[]): string {
  return path.map(part => `.${part.name}`).join('');
}

export function templateCallText(call: TemplateCall, source: string): string {
  return `{{template ${quote(call.name)}${call.pipe ? ` ${pipelineText(call.pipe, source)}` : ''}}}`;
}

/** Where Go places an operand: of a name with several fields, at the dot of the second one. */
export function operandPlace(operand: Operand): number {
  switch (operand.kind) {
    case 'pipe':
      return operand.pipe.from;
    case 'chain':
      return operand.path[0]!.from - 1;
    case 'field':
      return operand.path.length > 1 ? operand.path[1]!.from - 1 : operand.from;
    case 'variable':
      return operand.path.length > 0 ? operand.path[0]!.from - 1 : operand.from;
    default:
      return operand.from;
  }
}
