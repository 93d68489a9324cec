// `--format sarif`: SARIF 2.1.0 for code scanning. Lines and columns from 1, columns in UTF-16 units, as the log says itself.
// Layer: cli.
//
// Braces in messages stand as they are: nothing is filled into them, and the readers of such logs show doubled ones doubled.
import type { Check, Severity } from '../../checks/check';
import type { Finding, FindingFix } from '../../checks/finding';
import { printableJson } from '../../text/printable';
import type { Span } from '../../text/span';
import { fingerprintsOf } from '../identity';
import { folderUri, uriFrom } from '../paths';
import { version } from '../version';
import { type FileReport, type Place, positionOf, type RunContext, type SourceText } from './report';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** The name under which the log says what its URIs are relative to. */
const base = '%SRCROOT%';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/** How code scanning sorts what is no security matter. */
const problemSeverities: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'recommendation',
  hint: 'recommendation',
};

/** All findings as one log with one run; one result a line. */
export function sarifReport(files: readonly FileReport[], run: RunContext): string {
  const found = new Set(files.flatMap(file => file.findings.map(finding => finding.check)));
  const rules = [...found].sort();
  const results = files.flatMap(file => resultsOf(file, rules, run.root));
  const notifications = run.unreadable.map(({ path, reason }) => ({
    level: 'error',
    message: { text: reason },
    locations: [{ physicalLocation: { artifactLocation: artifact(path, run.root) } }],
  }));
  const about = {
    tool: {
      driver: { name: 'ML Alert Rules', version, semanticVersion: version, rules: rules.map(id => ruleOf(id, run)) },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [base]: { uri: folderUri(run.root) } },
    invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
  };
  const lines = results.map(result => `    ${JSON.stringify(result)}`).join(',\n');
  return printableJson(
    `{ "$schema": ${JSON.stringify(schema)}, "version": "2.1.0", "runs": [ {\n${Object.entries(about)
      .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`)
      .join('')}  "results": [${lines === '' ? '' : `\n${lines}\n  `}]\n} ] }\n`,
  );
}

function ruleOf(id: string, { checks, page }: RunContext): unknown {
  const check = checks.find(one => one.id === id);
  const markdown = page(id);
  const why = markdown === undefined ? undefined : firstParagraph(markdown);
  return {
    id,
    name: id
      .split(/[^a-z0-9]/)
      .map(word => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join(''),
    ...(check ? aboutCheck(check) : {}),
    ...(why !== undefined ? { fullDescription: { text: why } } : {}),
    ...(markdown !== undefined ? { help: { text: markdown, markdown } } : {}),
  };
}

function aboutCheck({ id, summary, severity }: Check): object {
  return {
    shortDescription: { text: summary },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: [id.slice(0, id.indexOf('/'))],
      precision: 'very-high',
      'problem.severity': problemSeverities[severity],
    },
  };
}

/** The first paragraph of a page behind its title and the line about its severity. */
function firstParagraph(markdown: string): string | undefined {
  const paragraphs = markdown.split(/\n{2,}/).map(text => text.trim());
  const found = paragraphs.find(text => text !== '' && !text.startsWith('#') && !text.startsWith('**'));
  return found?.replace(/\s+/g, ' ');
}

function resultsOf(file: FileReport, rules: readonly string[], root: string): readonly unknown[] {
  const fingerprints = fingerprintsOf(file, uriFrom(root, file.path));
  return file.findings.map((finding, i) => ({
    ruleId: finding.check,
    ruleIndex: rules.indexOf(finding.check),
    level: levels[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: placeOf(file, finding, root) }],
    ...relatedOf(file, finding, root),
    partialFingerprints: { 'mlAlertRules/v1': fingerprints[i]! },
    ...(finding.fixes.length > 0 ? { fixes: finding.fixes.map(fix => fixOf(file, fix, root)) } : {}),
    properties: { severity: finding.severity },
  }));
}

function relatedOf(file: FileReport, { related }: Finding, root: string): object {
  if (related.length === 0) return {};
  const locate = (place: Place): object => {
    const source = place.file === undefined ? file : file.sibling(place.file);
    // Of a file that was not read only the name is known.
    return source ? placeOf(source, place, root) : { artifactLocation: artifact(place.file!, root) };
  };
  return {
    relatedLocations: related.map((place, i) => ({
      id: i + 1,
      physicalLocation: locate(place),
      message: { text: place.message },
    })),
  };
}

function fixOf(file: FileReport, { title, safe, edits }: FindingFix, root: string): object {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: artifact(file.path, root),
        replacements: edits.map(edit => ({
          deletedRegion: regionOf(file, edit),
          ...(edit.newText === '' ? {} : { insertedContent: { text: edit.newText } }),
        })),
      },
    ],
    properties: { safe },
  };
}

function placeOf(source: SourceText, span: Span, root: string): object {
  return { artifactLocation: artifact(source.path, root), region: regionOf(source, span) };
}

function regionOf(source: SourceText, span: Span): object {
  const start = positionOf(source, span.from);
  const end = positionOf(source, span.to);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function artifact(file: string, root: string): object {
  const uri = uriFrom(root, file);
  return uri.startsWith('file:') ? { uri } : { uri, uriBaseId: base };
}
