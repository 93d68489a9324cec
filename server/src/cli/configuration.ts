// Configuration for the command line: flags over the folder's `.ml-alert-rules.yaml`. Layer: cli.
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  alertmanagerRange,
  type ConfigLayer,
  isKnownAlertmanager,
  isKnownPrometheus,
  prometheusRange,
  readConfigFile,
  readFeatures,
} from '../config/config';
import { configFileName, configSizeLimit } from '../config/schema';
import { decodeBytes } from '../workspace/decode';
import { type FileBytes, readNamed, readRegularFile } from '../workspace/files';
import { UsageError } from './args';
import { complain } from './output';

export interface ConfigFlags {
  readonly prometheus?: string | undefined;
  readonly alertmanager?: string | undefined;
  readonly features?: string | undefined;
  /** Instead of the one found beside or above the files. */
  readonly file?: string | undefined;
}

/** The configuration layers of a folder, first the weakest. */
export type LayersFor = (folder: string) => readonly ConfigLayer[];

/** Checks the flags now; the files are read when a folder is asked for. */
export function configLayers(flags: ConfigFlags): LayersFor {
  const ofFlags = flagLayer(flags);
  const named = flags.file === undefined ? undefined : readLayer(flags.file, readNamed(flags.file, configSizeLimit));
  const found = new Map<string, ConfigLayer>();
  return folder => {
    if (named) return [named, ofFlags];
    const file = findConfig(folder);
    if (file === undefined) return [ofFlags];
    let layer = found.get(file);
    if (!layer) {
      const read = readRegularFile(file, { limit: configSizeLimit, within: path.dirname(file) });
      found.set(file, (layer = readLayer(file, read)));
    }
    return [layer, ofFlags];
  };
}

function flagLayer({ prometheus, alertmanager, features }: ConfigFlags): ConfigLayer {
  if (prometheus !== undefined && !isKnownPrometheus(prometheus)) {
    throw new UsageError(`unknown version of Prometheus ${JSON.stringify(prometheus)}; known are ${prometheusRange}`);
  }
  if (alertmanager !== undefined && !isKnownAlertmanager(alertmanager)) {
    throw new UsageError(
      `unknown version of Alertmanager ${JSON.stringify(alertmanager)}; known are ${alertmanagerRange}`,
    );
  }
  const read = features === undefined ? undefined : readFeatures(features.split(','));
  if (read && typeof read === 'object' && 'unknown' in read) {
    throw new UsageError(`--enable-feature names an unknown feature ${JSON.stringify(read.unknown)}`);
  }
  return {
    ...(prometheus !== undefined ? { prometheus } : {}),
    ...(alertmanager !== undefined ? { alertmanager } : {}),
    ...(read !== undefined ? { features: read as readonly string[] | 'all' } : {}),
  };
}

function readLayer(file: string, { bytes, reason }: FileBytes): ConfigLayer {
  if (!bytes) throw new UsageError(`cannot read the configuration ${file}: ${reason}`);
  const { layer, problems } = readConfigFile(decodeBytes(bytes).text);
  for (const problem of problems) complain(`${file}: ${problem.message}`);
  return layer;
}

/** The nearest configuration file at or above a folder. */
function findConfig(folder: string): string | undefined {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const file = path.join(at, configFileName);
    if (fs.existsSync(file)) return file;
    if (path.dirname(at) === at || fs.existsSync(path.join(at, '.git'))) return undefined;
  }
}
