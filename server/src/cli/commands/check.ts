// `ml-alert-rules check`: reads the named files and folders, judges them and prints what was found. Layer: cli.
import { checkFailed } from '../../checks/run/collector';
import { readNamed } from '../../workspace/files';
import { byteSize, oneOf, parseArguments, UsageError, wholeNumber } from '../args';
import { configLayers } from '../configuration';
import { readInputs } from '../inputs';
import { judge } from '../judge';
import { complain, write } from '../output';
import { jsonReport } from '../reporters/json';
import type { FileReport } from '../reporters/report';
import { textReport } from '../reporters/text';

const options = {
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
} as const;

const reporters: Readonly<Record<string, (files: readonly FileReport[]) => string>> = {
  text: textReport,
  json: jsonReport,
};

const targets = ['rules', 'alertmanager', 'kubernetes'] as const;

const defaultSizeLimit = 20 * 1024 * 1024;

/** Of a list of paths, in bytes. */
const listSizeLimit = 20 * 1024 * 1024;

/** Runs the command; gives the exit status. Throws a `UsageError` for what cannot be understood. */
export async function checkCommand(argv: readonly string[]): Promise<number> {
  const args = parseArguments(argv, options);
  const format = args.value('format') ?? 'text';
  if (format === 'sarif' || format === 'github' || format === 'junit') {
    throw new UsageError(`--format ${format} is not available in this version`);
  }
  oneOf('--format', format, Object.keys(reporters));
  if (args.has('fix')) throw new UsageError('--fix is not available in this version');
  const as = args.value('as');
  const maxWarnings = args.value('max-warnings');
  const warningsAllowed =
    maxWarnings === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--max-warnings', maxWarnings);
  const sizeText = args.value('max-file-size');
  const sizeLimit = sizeText === undefined ? defaultSizeLimit : byteSize('--max-file-size', sizeText);
  const layersFor = configLayers({
    prometheus: args.value('prometheus'),
    alertmanager: args.value('alertmanager'),
    features: args.value('enable-feature'),
    file: args.value('config'),
  });
  const list = args.value('files-from');
  const stdinName = args.value('stdin-filename');
  const paths = [...args.paths, ...(list === undefined ? [] : readList(list))];
  if (paths.length === 0 && stdinName === undefined) {
    if (list !== undefined) return print(format, []);
    throw new UsageError('no path given');
  }

  let unreadable = false;
  const onUnreadable = (path: string, reason: string): void => {
    unreadable = true;
    complain(`${path}: ${reason}`);
  };
  const inputs = readInputs({
    paths,
    ...(stdinName !== undefined ? { stdin: { name: stdinName, read: readNamed(0, sizeLimit) } } : {}),
    ...(args.value('workspace') !== undefined ? { workspace: args.value('workspace')! } : {}),
    sizeLimit,
    layersFor,
    onUnreadable,
    onOutside: path =>
      complain(`${path}: a link that leads out of the folder, not followed; name it to have it checked`),
  });
  const reports = judge(inputs, as === undefined ? {} : { as: oneOf('--as', as, targets) });
  await print(format, reports);
  const findings = reports.flatMap(report => report.findings);
  if (unreadable || findings.some(finding => finding.check === checkFailed)) return 2;
  const warnings = findings.filter(finding => finding.severity === 'warning').length;
  return findings.some(finding => finding.severity === 'error') || warnings > warningsAllowed ? 1 : 0;
}

async function print(format: string, reports: readonly FileReport[]): Promise<number> {
  await write(process.stdout, reporters[format]!(reports));
  return 0;
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
