// The named templates that Alertmanager brings along: receivers and template files may call and replace them.
// Layer: template. All that 0.25 to 0.34 define; a name that an old version lacks is nothing to warn of.
import { lazy } from '../text/lazy';
import { defaultTexts } from './defaultTexts';
import { alertmanagerTemplates } from './env';
import { type ParsedTemplate, parseTemplate } from './parser';

const names = lazy((): ReadonlySet<string> => new Set(Object.keys(defaultTexts)));

/** Names of all templates that are defined without any template file. */
export function defaultTemplates(): ReadonlySet<string> {
  return names();
}

/** A template that Alertmanager brings along. */
export interface DefaultTemplate {
  readonly body: ParsedTemplate['nodes'];
  readonly source: string;
}

/** All of them, parsed: what they use every version knows. */
export const parsedDefaults = lazy((): ReadonlyMap<string, DefaultTemplate> => {
  const env = alertmanagerTemplates({ major: 0, minor: 25 });
  return new Map(
    Object.entries(defaultTexts).map(([name, source]) => [name, { body: parseTemplate(source, env).nodes, source }]),
  );
});
