// The shipped snippets, offered by title where a rule, a route or a receiver may stand. Layer: features.
import type { Root } from '../../model/root';
import type { KeyPath } from '../../model/schema/ofRoot';
import { lazy } from '../../text/lazy';
import type { Place } from '../cursor/place';
import type { Proposal } from './item';
import { type SnippetRow, shippedSnippets } from './shippedSnippets';
import { groupFrame } from './skeletons';

const alertmanagerLists: Readonly<Record<string, SnippetRow['holds'] | undefined>> = {
  routes: 'route',
  receivers: 'receiver',
  inhibit_rules: 'inhibition',
  time_intervals: 'interval',
};

/** What an item of the list at `path` may be; undefined where no snippet fits. */
function snippetPlace({ kind }: Root, path: KeyPath): SnippetRow['holds'] | undefined {
  const list = path.at(-2);
  if (typeof path.at(-1) !== 'number') return undefined;
  if (kind === 'rules' || kind === 'prometheus-rule') {
    return list === 'rules' ? 'rule' : list === 'groups' ? 'group' : undefined;
  }
  return kind === 'alertmanager' ? alertmanagerLists[String(list)] : undefined;
}

/** What people look for first stands first. */
const topics: Readonly<Record<string, string>> = {
  'gpu-health': 'GPU health',
  vllm: 'vLLM',
  tgi: 'Text Generation Inference',
  triton: 'Triton',
  kserve: 'KServe',
  ray: 'Ray',
  inference: 'Inference of any kind',
  slo: 'Service levels',
  'model-quality': 'Model quality',
  exporters: 'Exporters',
  cost: 'Cost',
  'alertmanager-routes': 'Routes, inhibitions and times',
  'alertmanager-receivers': 'Receivers',
};

/** The heading of a topic. */
export function topicTitle(topic: string): string {
  return topics[topic] ?? topic;
}

/** The shipped snippets by topic. */
export const allSnippets = lazy((): readonly SnippetRow[] => {
  const order = Object.keys(topics);
  return [...shippedSnippets()].sort((a, b) => order.indexOf(a.topic) - order.indexOf(b.topic));
});

/** Snippets for the item that begins at the cursor; `indent` is the white space in front of its further keys. */
export function snippetProposals(
  { root, path, needsDash, flow }: Pick<Place, 'root' | 'path' | 'needsDash' | 'flow'>,
  indent: string,
): readonly Proposal[] {
  const holds = snippetPlace(root, path);
  if (holds === undefined || flow) return [];
  return [...allSnippets(), groupFrame]
    .filter(row => row.holds === holds)
    .map(({ title, prefix, description, body }, i) => ({
      label: title,
      kind: 'snippet',
      detail: prefix,
      doc: () => description,
      filter: `${title} ${prefix}`,
      insert: needsDash ? body : body.replace(/^- /, '').replace(/\n {2}/g, `\n${indent}`),
      snippet: true,
      ...(holds === 'group' ? { more: true } : {}),
      rank: 30 + i / 1000,
    }));
}
