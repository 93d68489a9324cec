// Whole files to begin with, offered while a file is empty, and the frame of a group. Layer: features.
import type { Proposal, Proposals } from './item';

/** A blank file's first lines, in VS Code's snippet syntax. */
interface Skeleton {
  readonly title: string;
  readonly doc: string;
  /** Words by which it is found besides its title. */
  readonly words: string;
  readonly body: string;
}

const group = `- name: \${1:gpu}
  rules:
    - $0`;

const files: readonly Skeleton[] = [
  {
    title: 'groups: (Prometheus rules)',
    doc: 'A file of alerting and recording rules, as Prometheus loads it from `rule_files`.',
    words: 'prometheus rules alerts',
    body: `groups:\n${indented(group)}`,
  },
  {
    title: 'PrometheusRule',
    doc: 'An object with alerting and recording rules for the Prometheus operator.',
    words: 'kubernetes apiVersion kind',
    body: `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: \${2:ml-alerts}
spec:
  groups:
${indented(indented(group))}`,
  },
  {
    title: 'Alertmanager configuration',
    doc: 'Routes and receivers, as Alertmanager loads them from `alertmanager.yml`.',
    words: 'route receivers global',
    body: `route:
  receiver: \${1:team}
  group_by: [alertname]
receivers:
  - name: \${1:team}
    $0`,
  },
];

/** What an empty file may begin with; undefined where the text holds anything but comments and the word at the cursor. */
export function skeletonProposals(text: string, offset: number): Proposals | undefined {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const prefix = text.slice(from, offset);
  const rest = text.slice(0, from) + text.slice(offset);
  if (!/^[\w-]*$/.test(prefix) || !isBlank(rest)) return undefined;
  const isMeant = ({ title, words }: Skeleton): boolean =>
    `${title} ${words}`.split(/\W+/).some(word => word.toLowerCase().startsWith(prefix.toLowerCase()));
  return { prefix, items: files.filter(isMeant).map(proposalOf), ordered: true };
}

/** Whether a text holds nothing but comments and the start of a document. */
export function isBlank(text: string): boolean {
  return /^\uFEFF?(?:[ \t]*(?:#.*|---[ \t]*)?(?:\r?\n|$))*$/.test(text);
}

/** The frame of a group for the list of groups. */
export const groupFrame = {
  title: 'Rule group',
  prefix: 'group',
  description: 'A group with its first rule still to come.',
  holds: 'group',
  body: group,
} as const;

function proposalOf({ title, doc, body }: Skeleton, rank: number): Proposal {
  return { label: title, kind: 'snippet', doc: () => doc, match: 1, insert: body, snippet: true, more: true, rank };
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
