// Configuration for the command line: flags over the folder's `.ml-alert-rules.yaml`. Layer: cli.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ConfigLayer } from '../config/config';
import { readConfigFile } from '../config/file';
import { configFileName, configSizeLimit } from '../config/schema';
import {
  alertmanagerRange,
  isKnownAlertmanager,
  isKnownPrometheus,
  prometheusRange,
  readFeatures,
} from '../config/targets';
import { decodeBytes } from '../files/decode';
import { type FileBytes, readNamed, readRegularFile } from '../files/read';
import { lineIndex } from '../text/lineIndex';
import { UsageError } from './args';
import { complain } from './output';

export interface ConfigFlags {
  readonly prometheus?: string | undefined;
  readonly alertmanager?: string | undefined;
  readonly features?: string | undefined;
  /** Instead of the one found beside or above the files. */
  readonly file?: string | undefined;
}

/** The configuration of a folder. */
export interface FolderLayers {
  /** First the weakest. */
  readonly layers: readonly ConfigLayer[];
  /** Where the configuration file was found, which its paths are relative to; undefined where it was named, or there is none. */
  readonly foundIn?: string;
}

/** The configuration layers of a folder. */
export type LayersFor = (folder: string) => FolderLayers;

/** Checks the flags now; files are read when a folder is asked for, and `onProblem` hears that one was not understood. */
export function configLayers(flags: ConfigFlags, onProblem: () => void): LayersFor {
  const ofFlags = flagLayer(flags);
  const read = (file: string, bytes: FileBytes): ConfigLayer => readLayer(file, bytes, onProblem);
  const named = flags.file === undefined ? undefined : read(flags.file, readNamed(flags.file, configSizeLimit));
  const found = new Map<string, ConfigLayer>();
  return folder => {
    if (named) return { layers: [named, ofFlags] };
    const file = findConfig(folder);
    if (file === undefined) return { layers: [ofFlags] };
    const foundIn = path.dirname(file);
    let layer = found.get(file);
    if (!layer)
      found.set(file, (layer = read(file, readRegularFile(file, { limit: configSizeLimit, within: foundIn }))));
    return { layers: [layer, ofFlags], foundIn };
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

function readLayer(file: string, { bytes, reason }: FileBytes, onProblem: () => void): ConfigLayer {
  if (!bytes) throw new UsageError(`cannot read the configuration ${file}: ${reason}`);
  const { text } = decodeBytes(bytes);
  const { layer, problems } = readConfigFile(text);
  const shown = path.relative('.', file).startsWith('..') ? file : path.relative('.', file);
  for (const { message, span } of problems) {
    const { line, character } = lineIndex(text).position(span?.from ?? 0);
    complain(`${shown}:${line + 1}:${character + 1}: ${message}`);
    onProblem();
  }
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
