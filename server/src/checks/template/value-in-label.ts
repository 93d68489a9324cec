// A label that shows the alert's value: labels are an alert's identity, so every new value makes a new alert. Layer: checks.
import type { TemplateUnit } from '../../analysis/rule';
import type { Catalog } from '../../catalog/schema';
import type { BranchNode, Operand, Pipeline, TemplateNode } from '../../template/ast';
import type { Span } from '../../text/span';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/value-in-label',
  summary: "A label shows the alert's value, so every new value makes a new alert.",
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  where: 'label',
  actions: true,
  needs: ['catalog'],
  pint: ['alerts/template'],
  messages: {
    shown:
      'Labels are what tells alerts apart, so each new value makes a new alert that waits for its `for` again: show it in an annotation.',
    chosen:
      'The label `{label}` depends on the value: when it changes, the alert ends and another one waits for its `for` again; use one rule a {label} instead.',
  },
  run(unit, ctx) {
    if (!unit.sound) return;
    const { shown, chosen } = valuesIn(unit.nodes);
    const [first] = shown;
    if ((!first && !chosen[0]) || isCode(unit, ctx.catalog)) return;
    if (first) ctx.report(first, 'shown', {});
    else if (chosen[0]) ctx.report(chosen[0], 'chosen', { label: unit.name }, { severity: 'info' });
  },
});

/** A value that is the number of a fault, such as an XID, tells alerts apart as a label should. */
function isCode({ expr }: TemplateUnit, catalog: Catalog): boolean {
  const metrics = expr?.shape.branches.flatMap(branch => branch.metrics) ?? [];
  return metrics.length > 0 && metrics.every(name => catalog.find(name)?.metric.valueIs === 'code');
}

interface Found {
  /** Where the value gets into the text. */
  readonly shown: Span[];
  /** Where a condition reads it. */
  readonly chosen: Span[];
}

/** Functions whose result is one of a few, whatever the value. */
const conditions: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'not', 'len']);

function valuesIn(nodes: readonly TemplateNode[]): Found {
  const found: Found = { shown: [], chosen: [] };
  visit(nodes, new Set(['$value']), true, found);
  return found;
}

/** `names` are the variables that hold the value; `isRoot` is whether the dot is still that of the alert. */
function visit(nodes: readonly TemplateNode[], names: Set<string>, isRoot: boolean, found: Found): void {
  for (const node of nodes) {
    switch (node.kind) {
      case 'action': {
        const reads = readsIn(node.pipe, names, isRoot);
        if (node.pipe.assign) {
          for (const { name } of node.pipe.declares) {
            if (reads.length > 0 && !isCondition(node.pipe)) names.add(name);
            else if (name === '$value') names.delete(name);
          }
        } else {
          found[isCondition(node.pipe) ? 'chosen' : 'shown'].push(...reads);
        }
        break;
      }
      case 'if':
      case 'with':
      case 'range':
        visitBranch(node, names, isRoot, found);
        break;
      default:
        break;
    }
  }
}

function visitBranch(node: BranchNode, names: Set<string>, isRoot: boolean, found: Found): void {
  found.chosen.push(...readsIn(node.pipe, names, isRoot));
  const inner = new Set(names);
  const shadowed = node.pipe.declares.some(({ name }) => name === '$value');
  if (shadowed) inner.delete('$value');
  visit(node.body, inner, isRoot && node.kind === 'if', found);
  if (node.otherwise) visit(node.otherwise, new Set(names), isRoot, found);
}

function isCondition({ commands }: Pipeline): boolean {
  const last = commands.at(-1)?.args[0];
  return last?.kind === 'ident' && conditions.has(last.name);
}

function readsIn(pipe: Pipeline, names: ReadonlySet<string>, isRoot: boolean): readonly Span[] {
  return pipe.commands.flatMap(({ args }) => args.flatMap(arg => readsOf(arg, names, isRoot)));
}

function readsOf(arg: Operand, names: ReadonlySet<string>, isRoot: boolean): readonly Span[] {
  switch (arg.kind) {
    case 'variable':
      if (names.has(arg.name) && arg.path.length === 0) return [{ from: arg.from, to: arg.to }];
      return arg.name === '$' && arg.path.length === 1 && arg.path[0]!.name === 'Value'
        ? [{ from: arg.from, to: arg.to }]
        : [];
    case 'field':
      return isRoot && arg.path.length === 1 && arg.path[0]!.name === 'Value' ? [{ from: arg.from, to: arg.to }] : [];
    case 'pipe':
      return readsIn(arg.pipe, names, isRoot);
    case 'chain':
      return readsOf(arg.base, names, isRoot);
    default:
      return [];
  }
}
