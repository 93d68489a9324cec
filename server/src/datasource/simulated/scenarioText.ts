// A scenario's text as data, with what is wrong with it: how hosts read the files of users. Layer: datasource.
import { readScenario } from '../../model/scenario/readScenario';
import type { Scenario } from '../../model/scenario/scenario';
import { checkScenarioFile } from '../../model/structure/ownFiles';
import { newestVersion } from '../../promql/dialect';
import type { Span } from '../../text/span';
import type { YamlNode } from '../../yaml/node';
import { parseYaml } from '../../yaml/parse';

export interface ReadScenario {
  readonly scenario: Scenario;
  /** The tree, for `scenarioNameProblems`: names can be told once all scenarios are read. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly (Span & { readonly message: string })[];
}

/** Reads a scenario; its name is that of the file without the end. Never fails: what cannot be used is left out and said. */
export function scenarioOfText(file: string, text: string): ReadScenario {
  const [document] = parseYaml(text).documents;
  const structure = checkScenarioFile(document?.root, { prometheus: newestVersion, alertmanager: newestVersion });
  return {
    scenario: readScenario(scenarioName(file), document?.root),
    root: document?.root,
    problems: [...(document?.problems ?? []), ...structure],
  };
}

/** The name by which a file's scenario is chosen: `sim/oom.yaml` is `oom`. */
export function scenarioName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1).replace(/\.ya?ml$/, '');
}
