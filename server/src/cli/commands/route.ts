// `ml-alert-rules route`: which receivers an alert reaches by an Alertmanager configuration, why, when, and with which message.
// Layer: cli.
import * as path from 'node:path';
import { resolveConfig } from '../../config/config';
import { openTemplateFiles } from '../../files/matchedFiles';
import { createService, type Service } from '../../service';
import { type LineIndex, lineIndex } from '../../text/lineIndex';
import { finish } from '../../text/slices';
import type { Workspace } from '../../workspace/workspace';
import { oneOf, parseArguments, UsageError } from '../args';
import { configLayers } from '../configuration';
import { type InputFile, readInputs } from '../inputs';
import { complain, stackOf, write } from '../output';
import { routeJson } from '../reporters/routeJson';
import type { ReportedAlert } from '../reporters/routeReport';
import { routeText } from '../reporters/routeText';
import { readTime } from '../times';

const options = {
  label: 'list',
  annotation: 'list',
  firing: 'list',
  at: 'value',
  format: 'value',
  alertmanager: 'value',
  config: 'value',
  'external-url': 'value',
} as const;

/** Of a file, in bytes. */
const sizeLimit = 20 * 1024 * 1024;

/** Runs the command; 0 where there is an answer, 1 where Alertmanager refuses the configuration, 2 where nothing can be asked. */
export async function routeCommand(argv: readonly string[]): Promise<number> {
  const args = parseArguments(argv, options);
  if (args.paths.length === 0)
    throw new UsageError('no file given: an Alertmanager configuration, and rules if you like');
  const format = oneOf('--format', args.value('format') ?? 'text', ['text', 'json'] as const);
  const at = readTime('--at', args.value('at') ?? 'now', Date.now());
  let isWhole = true;
  const layersFor = configLayers({ alertmanager: args.value('alertmanager'), file: args.value('config') }, () => {
    isWhole = false;
  });
  const service = createService({ checks: [], onFailure: (id, error) => complain(`${id} failed:`, stackOf(error)) });
  const inputs = [
    ...readInputs({
      paths: args.paths,
      sizeLimit,
      layersFor,
      onUnreadable: (file, reason) => {
        complain(`${file} cannot be read: ${reason}`);
        isWhole = false;
      },
      onOutside: file => complain(`${file} leads out of the folder and is not read`),
    }),
  ];
  const [first] = inputs;
  if (!first) return 2;
  const files = inputs.flatMap(input => input.files);
  const workspace = openAll(
    service,
    files,
    resolveConfig(layersFor(path.dirname(files[0]?.path ?? '.')).layers),
    first.folder,
  );
  const refused = errorsIn(service, workspace, files);
  if (refused.length > 0) {
    complain('Alertmanager refuses this:', refused);
    return 1;
  }
  const alerts = alertsToRoute(service, workspace, args, at);
  const external = args.value('external-url');
  const { candidates, routing } = finish(
    service.route(workspace, {
      alerts: alerts.map(({ alert }) => alert),
      at,
      // Messages of many rules nobody reads.
      texts: args.all('label').length > 0 || format === 'json',
      ...(external === undefined ? {} : { externalURL: external }),
    }),
  );
  if (!routing) {
    complain(
      candidates.length === 0
        ? 'none of the files has an Alertmanager configuration'
        : 'there are several configurations, name one of them:',
      candidates.map(file => `  ${file}`),
    );
    return 2;
  }
  const lines = new Map<string, LineIndex>();
  const linesOf = (file: string): LineIndex => {
    const known = lines.get(file) ?? lineIndex(workspace.document(file)?.text ?? '');
    lines.set(file, known);
    return known;
  };
  const report = { alerts, routing, linesOf };
  await write(process.stdout, format === 'json' ? routeJson(report) : routeText(report));
  return isWhole ? 0 : 2;
}

/** All files as one workspace: whoever names a configuration and rules means that they belong together. */
function openAll(
  service: Service,
  files: readonly InputFile[],
  config: Workspace['config'],
  folder: string | undefined,
): Workspace {
  const workspace = service.workspace(config, {
    templates: (file, patterns) =>
      openTemplateFiles(file, folder, patterns).map(({ files: found, complete }) => ({
        complete,
        files: found.map(one => ({ ...one, file: path.join(path.dirname(file), one.name) })),
      })),
  });
  for (const file of files) {
    if (file.use === 'define') workspace.define(file.path, file.text);
    else workspace.put(file.path, service.open(file.text, undefined, service.openOptions(workspace, file.path)));
  }
  return workspace;
}

/** What Alertmanager or the operator refuses in the configurations. */
function errorsIn(service: Service, workspace: Workspace, files: readonly InputFile[]): readonly string[] {
  return files.flatMap(({ path: file }) => {
    const document = workspace.document(file);
    if (!document?.roots.some(({ kind }) => kind === 'alertmanager' || kind === 'alertmanager-config')) return [];
    return finish(service.analyse(workspace, file))
      .filter(({ severity }) => severity === 'error')
      .map(({ from, message }) => `  ${file}:${lineIndex(document.text).position(from).line + 1}: ${message}`);
  });
}

/** The alert of the command line with others that fire, or else the alerts of all rules. */
function alertsToRoute(
  service: Service,
  workspace: Workspace,
  args: { all(name: 'label' | 'annotation' | 'firing'): readonly string[] },
  at: number,
): readonly ReportedAlert[] {
  const labels = pairs('--label', args.all('label'));
  const annotations = pairs('--annotation', args.all('annotation'));
  const others = args.all('firing').map(text => ({ alert: { labels: labelsOf(text), startsAt: at } }));
  if (Object.keys(labels).length > 0) return [{ alert: { labels, annotations, startsAt: at } }, ...others];
  const ofRules = workspace.files().flatMap(file => {
    const lines = lineIndex(workspace.document(file)?.text ?? '');
    return service.ruleAlerts(workspace, file, at).map(({ alert, span }) => ({
      alert,
      place: { file, line: lines.position(span.from).line + 1 },
    }));
  });
  if (ofRules.length > 0) return ofRules;
  throw new UsageError('no alert given: name its labels by --label, or a file with rules');
}

function pairs(option: string, texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map(text => {
      const equals = text.indexOf('=');
      if (equals <= 0) throw new UsageError(`${option} needs NAME=VALUE, not ${JSON.stringify(text)}`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** `alertname=NodeDown,cluster=a`: values with a comma cannot be written so, and need not be. */
function labelsOf(text: string): Readonly<Record<string, string>> {
  return pairs('--firing', text.split(','));
}
