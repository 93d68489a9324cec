// `--format gitlab`: GitLab's code quality report. 1-based lines and columns. Layer: cli.
import type { Severity } from '../../checks/check';
import { printableJson } from '../../text/printable';
import { fingerprintsOf } from '../identity';
import { pathFrom } from '../paths';
import { type FileReport, positionOf, type RunContext } from './report';

const severities: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
  hint: 'info',
};

/** All findings as one JSON array, one a line. */
export function gitlabReport(files: readonly FileReport[], { root }: RunContext): string {
  const issues = files.flatMap(file => {
    const path = pathFrom(root, file.path);
    const fingerprints = fingerprintsOf(file, path);
    return file.findings.map((finding, i) => {
      const start = positionOf(file, finding.from);
      const end = positionOf(file, finding.to);
      return JSON.stringify({
        type: 'issue',
        description: finding.message,
        check_name: finding.check,
        categories: [finding.severity === 'info' || finding.severity === 'hint' ? 'Style' : 'Bug Risk'],
        fingerprint: fingerprints[i],
        severity: severities[finding.severity],
        location: {
          path,
          positions: {
            begin: { line: start.line + 1, column: start.character + 1 },
            end: { line: end.line + 1, column: end.character + 1 },
          },
          lines: { begin: start.line + 1, end: end.line + 1 },
        },
      });
    });
  });
  return printableJson(issues.length === 0 ? '[]\n' : `[\n${issues.map(issue => `  ${issue}`).join(',\n')}\n]\n`);
}
