// The snippets of `snippets/`, as they are shipped. Layer: features.
import { lazy } from '../../text/lazy';
import { snippetData } from './snippets.gen';

export interface SnippetRow {
  /** The file of `snippets/` it stands in. */
  readonly topic: string;
  readonly title: string;
  readonly prefix: string;
  readonly description: string;
  /** An item of which list it is: `rules`, `groups`, `routes`, `receivers`, `inhibit_rules` or `time_intervals`. */
  readonly holds: 'rule' | 'group' | 'route' | 'receiver' | 'inhibition' | 'interval';
  /** A list item, `- ` included, in VS Code's snippet syntax. */
  readonly body: string;
}

/** All of them, by the names of their files. */
export const shippedSnippets = lazy((): readonly SnippetRow[] => JSON.parse(snippetData()));

/** Words of the rules among them: the metrics that alerts mostly watch, and others that harm nobody. */
export const watchedMetrics = lazy((): ReadonlySet<string> => {
  const rules = shippedSnippets().filter(({ holds }) => holds === 'rule');
  const words = rules.flatMap(({ body }) => body.match(/[A-Za-z_][\w:]*/g) ?? []);
  return new Set(words.filter(word => /[_:]/.test(word)));
});
