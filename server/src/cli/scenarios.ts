// The scenarios that the command line knows: the shipped ones, those that the configuration names, and a file that was named
// in the place of a name. Layer: cli.
import * as path from 'node:path';
import { loadCatalog } from '../catalog/lookup';
import { resolveConfig } from '../config/config';
import { configFileName } from '../config/schema';
import { scenarioNameProblems } from '../datasource/simulated/names';
import { createScenarios, type ScenarioSet } from '../datasource/simulated/scenarios';
import { type ReadScenario, scenarioOfText } from '../datasource/simulated/scenarioText';
import { decodeBytes } from '../files/decode';
import { findFiles } from '../files/matchedFiles';
import { type FileBytes, readNamed, readRegularFile } from '../files/read';
import { lineIndex } from '../text/lineIndex';
import { UsageError } from './args';
import type { FolderLayers } from './configuration';
import { complain } from './output';

/** Of a scenario, in bytes. */
const sizeLimit = 256 * 1024;

/** A name of a scenario or a path of one. */
export interface NamedScenario {
  readonly scenarios: ScenarioSet;
  /** The name by which the set knows what was named. */
  readonly name: string | undefined;
}

/**
 * The scenarios for a folder; `named` is what `--simulate` says: a name, or the path of a scenario's file. What is wrong with a
 * file is said on standard error, and `onProblem` hears of it.
 */
export function loadScenarios(
  { layers, foundIn }: FolderLayers,
  named: string | undefined,
  onProblem: () => void,
): NamedScenario {
  const own: FileOfScenario[] = [];
  const patterns = resolveConfig(layers).scenarios;
  if (foundIn !== undefined && patterns.length > 0) {
    for (const { files } of findFiles(path.join(foundIn, configFileName), foundIn, patterns)) {
      for (const name of files) {
        // A pattern such as `*.yaml` names the configuration, too.
        if (name === configFileName) continue;
        const file = path.join(foundIn, name);
        own.push(scenarioOf(file, readRegularFile(file, { limit: sizeLimit, within: foundIn })));
      }
    }
  }
  let name = named;
  if (named !== undefined && /[\\/]|\.ya?ml$/.test(named)) {
    const file = scenarioOf(named, readNamed(named, sizeLimit));
    own.push(file);
    name = file.scenario.name;
  }
  const scenarios = createScenarios(own.map(({ scenario }) => scenario));
  for (const { file, text, scenario, root, problems } of own) {
    const lines = lineIndex(text);
    const names = problems.length > 0 ? [] : scenarioNameProblems(scenario.name, root, scenarios, loadCatalog());
    for (const { message, from } of [...problems, ...names]) {
      const { line, character } = lines.position(from);
      complain(`${file}:${line + 1}:${character + 1}: ${message}`);
      onProblem();
    }
  }
  return { scenarios, name };
}

interface FileOfScenario extends ReadScenario {
  readonly file: string;
  readonly text: string;
}

function scenarioOf(file: string, { bytes, reason }: FileBytes): FileOfScenario {
  if (!bytes) throw new UsageError(`cannot read the scenario ${file}: ${reason}`);
  const { text, fault } = decodeBytes(bytes);
  if (fault !== undefined) throw new UsageError(`cannot read the scenario ${file}: ${fault}`);
  return { file, text, ...scenarioOfText(file, text) };
}
