// `ml-alert-rules check`: reads the named files and folders, judges them and prints what was found. Layer: cli.
import { allChecks } from '../../checks/registry.gen';
import { checkFailed } from '../../checks/run/collector';
import { readNamed } from '../../files/read';
import { type Baseline, baselineOf, compare, readBaseline, staleText, writeBaseline } from '../baseline';
import { configLayers } from '../configuration';
import { FixRun } from '../fix/fixRun';
import { readInputs } from '../inputs';
import { judge } from '../judge';
import { complain, write } from '../output';
import { pageReader } from '../pages';
import { reportRoot } from '../paths';
import { githubReport } from '../reporters/github';
import { gitlabReport } from '../reporters/gitlab';
import { jsonReport } from '../reporters/json';
import { junitReport } from '../reporters/junit';
import type { FileReport, Reporter, RunContext } from '../reporters/report';
import { sarifReport } from '../reporters/sarif';
import { textReport } from '../reporters/text';
import { type CheckOptions, checkOptions, type Format } from './checkOptions';

const reporters: Readonly<Record<Format, Reporter>> = {
  text: textReport,
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
  junit: junitReport,
  gitlab: gitlabReport,
};

/** Runs the command; gives the exit status. Throws a `UsageError` for what cannot be understood. */
export async function checkCommand(argv: readonly string[]): Promise<number> {
  const options = checkOptions(argv);
  const { stdinName, sizeLimit } = options;
  const stdin = stdinName === undefined ? undefined : { name: stdinName, read: readNamed(0, sizeLimit) };
  const unreadable: RunContext['unreadable'][number][] = [];
  let isMisconfigured = false;
  const inputs = readInputs({
    paths: options.paths,
    ...(stdin ? { stdin } : {}),
    ...(options.workspace !== undefined ? { workspace: options.workspace } : {}),
    sizeLimit,
    layersFor: configLayers(options.config, () => {
      isMisconfigured = true;
    }),
    onUnreadable(path, reason) {
      unreadable.push({ path, reason });
      complain(`${path}: ${reason}`);
    },
    onOutside: path =>
      complain(`${path}: a link that leads out of the folder, not followed; name it to have it checked`),
  });
  // Before the long work: a baseline that cannot be read is a mistake of the call.
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const fixes = options.fix && new FixRun();
  const judged = judge(inputs, options.as === undefined ? {} : { as: options.as }, fixes?.prepare.bind(fixes));
  if (options.fix === 'show') {
    const diff = fixes!.diff(process.stdout.isTTY === true);
    await write(process.stdout, diff);
    const { reports } = withoutKnown(judged, baseline);
    return Math.max(statusOf(reports, options, isMisconfigured || unreadable.length > 0), diff === '' ? 0 : 1);
  }
  const { reports: all, failed } = fixes
    ? fixes.write(judged, stdinName, sizeLimit)
    : { reports: judged, failed: false };
  const { reports, known } = withoutKnown(all, renewed(options.newBaseline, all) ?? baseline);
  const print = (stream: NodeJS.WritableStream): Promise<void> => {
    const root = reportRoot(process.env, process.cwd());
    const context = { root, unreadable, known, checks: allChecks, page: pageReader(__dirname) };
    return write(stream, reporters[options.format](reports, context));
  };
  // Of standard input the fixed text is the result, and what is left to say goes where messages go.
  if (fixes && stdin?.read.bytes) {
    await write(process.stdout, fixes.fixedInput(stdin.name, stdin.read.bytes));
    await print(process.stderr);
  } else await print(process.stdout);
  return statusOf(reports, options, isMisconfigured || failed || unreadable.length > 0);
}

/** The baseline that was asked for, once it is written. */
function renewed(name: string | undefined, reports: readonly FileReport[]): Baseline | undefined {
  if (name === undefined) return undefined;
  const baseline = baselineOf(name, reports);
  writeBaseline(baseline);
  return baseline;
}

/** The reports without what is in a baseline; tells what is only there. */
function withoutKnown(
  reports: readonly FileReport[],
  baseline: Baseline | undefined,
): { readonly reports: readonly FileReport[]; readonly known: number } {
  if (!baseline) return { reports, known: 0 };
  const compared = compare(baseline, reports);
  if (compared.stale.length > 0) complain(staleText(baseline, compared.stale));
  return compared;
}

function statusOf(reports: readonly FileReport[], { warningsAllowed }: CheckOptions, isIncomplete: boolean): 0 | 1 | 2 {
  const findings = reports.flatMap(report => report.findings);
  if (isIncomplete || findings.some(finding => finding.check === checkFailed)) return 2;
  const warnings = findings.filter(finding => finding.severity === 'warning').length;
  return findings.some(finding => finding.severity === 'error') || warnings > warningsAllowed ? 1 : 0;
}
