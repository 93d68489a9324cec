// The end of an alert that fires: Alertmanager does not know it yet, and gives the first moment of all times. Layer: checks.
import { scalarSource } from '../../analysis/source';
import type { Command, Operand, PathPart, Pipeline, TemplateNode } from '../../template/ast';
import { alertmanagerTemplates } from '../../template/env';
import { parseTemplate } from '../../template/parser';
import type { Span } from '../../text/span';
import { defineCheck } from '../check';
import { integrationSchema, readOnce, templatesIn } from './receiverTemplates';

export const check = defineCheck({
  id: 'alertmanager/end-of-firing',
  summary: 'A message shows when an alert ends that still fires.',
  severity: 'warning',
  since: '0.1.0',
  on: 'receiver',
  messages: {
    found:
      'An alert that fires has no end yet, and `EndsAt` is 0001-01-01 here: show it of resolved alerts alone, by `range .Alerts.Resolved`.',
  },
  run({ root, receiver, source }, ctx) {
    const places = readOnce(ctx, receiver, root, () =>
      receiver.integrations.flatMap(({ type, node }) =>
        [...templatesIn(node, integrationSchema(root, type))].flatMap(({ scalar }) => {
          if (!scalar.value.includes('EndsAt')) return [];
          const { nodes, problems } = parseTemplate(scalar.value, alertmanagerTemplates({ major: 0, minor: 34 }));
          return problems.length > 0 ? [] : endsOfFiring(nodes).map(span => ({ scalar, span }));
        }),
      ),
    );
    for (const { scalar, span } of places) ctx.report({ source: scalarSource(scalar, source), span }, 'found', {});
  },
});

/** The reads of `EndsAt` that surely are of alerts that fire. */
function endsOfFiring(nodes: readonly TemplateNode[]): readonly Span[] {
  const found: Span[] = [];
  // `one` is the variable of the loop; where neither it nor the dot is an alert it is undefined.
  const look = (list: readonly TemplateNode[], inLoop: Loop | undefined): void => {
    for (const node of list) {
      if (node.kind === 'action' && inLoop?.fires) readsIn(node.pipe, inLoop, found);
      else if (node.kind === 'range') {
        const of = rangedOver(node.pipe);
        const variable = node.pipe.declares.at(-1)?.name;
        look(node.body, of && { fires: of === 'Firing', ...(variable ? { variable } : {}) });
        look(node.otherwise ?? [], inLoop);
      } else if (node.kind === 'if' && inLoop && !inLoop.fires && asksFiring(node.pipe, inLoop)) {
        look(node.body, { ...inLoop, fires: true });
      } else if (node.kind === 'define') look(node.body, undefined);
    }
  };
  look(nodes, undefined);
  return found;
}

interface Loop {
  readonly fires: boolean;
  readonly variable?: string;
}

/** `.Alerts`, `.Alerts.Firing`, `$.Alerts`: the alerts that a loop goes over. */
function rangedOver({ commands: [command, another] }: Pipeline): 'Firing' | 'all' | undefined {
  const path = another || command?.args.length !== 1 ? undefined : pathOf(command.args[0]!);
  if (path?.[0] !== 'Alerts') return undefined;
  if (path.length === 1) return 'all';
  return path.length === 2 && path[1] === 'Firing' ? 'Firing' : undefined;
}

function pathOf(operand: Operand): readonly string[] | undefined {
  if (operand.kind !== 'field' && !(operand.kind === 'variable' && operand.name === '$')) return undefined;
  return operand.path.map(({ name }) => name);
}

/** `eq .Status "firing"` of the alert of a loop. */
function asksFiring({ commands: [command, another] }: Pipeline, loop: Loop): boolean {
  const [head, read, text, more] = command?.args ?? [];
  if (another || more || head?.kind !== 'ident' || head.name !== 'eq' || !read || text?.kind !== 'string') return false;
  return text.value === 'firing' && ofAlert(read, loop)?.[0]?.name === 'Status';
}

/** What is read of the alert of a loop. */
function ofAlert(operand: Operand, { variable }: Loop): readonly PathPart[] | undefined {
  if (operand.kind === 'field') return operand.path;
  return operand.kind === 'variable' && operand.name === variable ? operand.path : undefined;
}

function readsIn({ commands }: { readonly commands: readonly Command[] }, loop: Loop, found: Span[]): void {
  for (const { args } of commands) {
    for (const operand of args) {
      if (operand.kind === 'pipe') readsIn(operand.pipe, loop, found);
      const base = operand.kind === 'chain' ? operand.base : operand;
      if (base.kind === 'pipe' && base !== operand) readsIn(base.pipe, loop, found);
      const [first] = ofAlert(base, loop) ?? [];
      if (first?.name === 'EndsAt') found.push({ from: first.from, to: first.to });
    }
  }
}
