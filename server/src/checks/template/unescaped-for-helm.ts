// Braces of a rule's message in a chart's template without the escape that leaves them to Prometheus: Helm takes them for its own
// and refuses the chart. Layer: checks.
import { placeSpan } from '../../model/region';
import type { Root } from '../../model/root';
import type { Span } from '../../text/span';
import { get } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/unescaped-for-helm',
  summary: 'Helm takes the template of a message for its own.',
  severity: 'warning',
  since: '0.1.0',
  on: 'document',
  messages: {
    found: 'Helm fills in these braces itself and refuses the chart, as it has no variable `$labels`; write `{right}`.',
  },
  *run({ text, roots }, ctx) {
    const root = roots.find(({ kind, holes }) => holes.length > 0 && (kind === 'rules' || kind === 'prometheus-rule'));
    if (root?.region.kind !== 'masked' || !text.includes('$labels.') || declares(text)) return;
    const actions: (Span & { readonly action: string })[] = [];
    const inValues = roots.filter(isOfValues).map(({ node, region }) => placeSpan(node!, region));
    for (const hole of root.holes) {
      const { from, to } = placeSpan(hole, root.region);
      if (inValues.some(values => values.from <= from && to <= values.to)) continue;
      actions.push({ from, to, action: text.slice(from, to) });
      if (actions.length % actionsPerSlice === 0) yield;
    }
    if (!actions.some(({ action }) => ofCharts.some(sign => action.includes(sign)))) return;
    let told = 0;
    for (const { from, to, action } of actions) {
      if (!action.slice(2).trimStart().startsWith('$labels.') || action.includes('`')) continue;
      const right = `{{\`${action}\`}}`;
      const fix = { title: 'Leave it to Prometheus', safe: false, edits: [{ at: { from, to }, newText: right }] };
      ctx.report({ from, to }, 'found', { right }, { fix });
      if (++told % toldPerSlice === 0) yield;
    }
  },
});

/** Whether a root is rules among values, which the chart hands on as they are, whatever else in the file it fills in. */
function isOfValues({ kind, holder, node, document }: Root): boolean {
  return kind === 'rules' && holder === 'chart' && node !== undefined && !get(document.root, 'kind');
}

/** How many actions are looked at, and how many are told, between two yields. */
const actionsPerSlice = 2048;
const toldPerSlice = 128;

/** What only a chart's templates name. */
const ofCharts = ['.Values.', '.Release.', '.Chart.', '{{ include ', '{{- include '];

/** Whether the chart has a variable of this name itself. */
function declares(text: string): boolean {
  for (let at = text.indexOf('$labels'); at >= 0; at = text.indexOf('$labels', at + 1)) {
    const rest = text.slice(at + '$labels'.length, at + 20).trimStart();
    if (rest.startsWith(':=') || rest.startsWith('=') || rest.startsWith(',')) return true;
    if (
      text
        .slice(Math.max(0, at - 3), at)
        .trimEnd()
        .endsWith(',')
    )
      return true;
  }
  return false;
}
