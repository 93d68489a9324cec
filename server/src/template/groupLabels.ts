// Which labels of its group a notification's text shows. Layer: template (pure).
import type { PathPart, Pipeline, TemplateNode } from './ast';

/** Names read as `.GroupLabels.name` or `$.GroupLabels.name`, without those that a condition asks for first. */
export function groupLabelsIn(nodes: readonly TemplateNode[]): ReadonlySet<string> {
  const shown = new Set<string>();
  const asked = new Set<string>();
  const inPipe = (pipe: Pipeline | undefined, into: Set<string>): void => {
    for (const { args } of pipe?.commands ?? []) {
      for (const arg of args) {
        if (arg.kind === 'field') add(arg.path, into);
        else if (arg.kind === 'variable' && arg.name === '$') add(arg.path, into);
        else if (arg.kind === 'pipe') inPipe(arg.pipe, into);
      }
    }
  };
  const lists: (readonly TemplateNode[])[] = [nodes];
  for (let list = lists.pop(); list; list = lists.pop()) {
    for (const node of list) {
      const isCondition = node.kind === 'if' || node.kind === 'with';
      if ('pipe' in node) inPipe(node.pipe, isCondition ? asked : shown);
      if ('body' in node && node.body) lists.push(node.body);
      if ('otherwise' in node && node.otherwise) lists.push(node.otherwise);
    }
  }
  for (const name of asked) shown.delete(name);
  return shown;
}

function add(path: readonly PathPart[], into: Set<string>): void {
  const [first, second] = path;
  // Methods such as `SortedPairs` begin with a capital as well; no label of a rule does.
  if (first?.name === 'GroupLabels' && second && !/^(?:SortedPairs|Names|Values|Remove)$/.test(second.name)) {
    into.add(second.name);
  }
}
