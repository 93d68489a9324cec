// The options of `check`, read strictly. Layer: cli.
import { readNamed } from '../../files/read';
import { byteSize, oneOf, parseArguments, UsageError, wholeNumber } from '../args';

const known = {
  format: 'value',
  prometheus: 'value',
  alertmanager: 'value',
  'enable-feature': 'value',
  config: 'value',
  as: 'value',
  workspace: 'value',
  'max-warnings': 'value',
  'max-file-size': 'value',
  'stdin-filename': 'value',
  'files-from': 'value',
  fix: 'flag',
  'fix-dry-run': 'flag',
  baseline: 'value',
  'write-baseline': 'value',
} as const;

export const formats = ['text', 'json', 'sarif', 'github', 'junit', 'gitlab'] as const;
export type Format = (typeof formats)[number];

const targets = ['rules', 'alertmanager', 'kubernetes'] as const;

const defaultSizeLimit = 20 * 1024 * 1024;

/** Of a list of paths, in bytes. */
const listSizeLimit = 20 * 1024 * 1024;

export interface CheckOptions {
  readonly format: Format;
  /** Those of `--files-from` behind those named one by one. */
  readonly paths: readonly string[];
  readonly stdinName: string | undefined;
  readonly workspace: string | undefined;
  readonly as: (typeof targets)[number] | undefined;
  readonly warningsAllowed: number;
  /** Whether safe fixes are written, or shown as a diff in place of findings. */
  readonly fix: 'write' | 'show' | undefined;
  /** The file whose findings are known already. */
  readonly baseline: string | undefined;
  /** The file that the findings are written into. */
  readonly newBaseline: string | undefined;
  /** In bytes. */
  readonly sizeLimit: number;
  readonly config: {
    readonly prometheus: string | undefined;
    readonly alertmanager: string | undefined;
    readonly features: string | undefined;
    readonly file: string | undefined;
  };
}

/** Reads the arguments; throws a `UsageError` for what cannot be understood. */
export function checkOptions(argv: readonly string[]): CheckOptions {
  const args = parseArguments(argv, known);
  const as = args.value('as');
  const maxWarnings = args.value('max-warnings');
  const sizeLimit = args.value('max-file-size');
  const list = args.value('files-from');
  const stdinName = args.value('stdin-filename');
  const isDryRun = args.has('fix-dry-run');
  if (isDryRun && args.has('write-baseline')) throw new UsageError('--fix-dry-run writes nothing, also no baseline');
  if (isDryRun && args.has('format')) throw new UsageError('--fix-dry-run prints a diff, --format cannot change it');
  if (args.paths.length === 0 && list === undefined && stdinName === undefined) throw new UsageError('no path given');
  return {
    format: oneOf('--format', args.value('format') ?? 'text', formats),
    paths: [...args.paths, ...(list === undefined ? [] : readList(list))],
    stdinName,
    workspace: args.value('workspace'),
    as: as === undefined ? undefined : oneOf('--as', as, targets),
    warningsAllowed: maxWarnings === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--max-warnings', maxWarnings),
    fix: isDryRun ? 'show' : args.has('fix') ? 'write' : undefined,
    baseline: args.value('baseline'),
    newBaseline: args.value('write-baseline'),
    sizeLimit: sizeLimit === undefined ? defaultSizeLimit : byteSize('--max-file-size', sizeLimit),
    config: {
      prometheus: args.value('prometheus'),
      alertmanager: args.value('alertmanager'),
      features: args.value('enable-feature'),
      file: args.value('config'),
    },
  };
}

/** Paths of a list, one a line; `-` reads standard input. */
function readList(file: string): readonly string[] {
  const { bytes, reason } = readNamed(file === '-' ? 0 : file, listSizeLimit);
  if (!bytes) throw new UsageError(`--files-from ${file}: ${reason}`);
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .map(line => line.replace(/\r$/, ''))
    .filter(line => line.trim() !== '');
}
