// `ml-alert-rules preview`: what alerts would have done on a server or on simulated data. Layer: cli.
import * as path from 'node:path';
import { askBacktest } from '../../backtest/backtestRule';
import { recordedAsker } from '../../backtest/recorded';
import { resolveConfig } from '../../config/config';
import type { MetricKnowledge } from '../../datasource/simulated/facts';
import { joinedFacts, knowledgeOfFacts, type SimulationFacts } from '../../datasource/simulated/facts';
import type { RuleAt } from '../../features/rules';
import { decodeBytes } from '../../files/decode';
import { readNamed } from '../../files/read';
import { createService, type Service } from '../../service';
import { lineIndex } from '../../text/lineIndex';
import { finish } from '../../text/slices';
import type { Workspace } from '../../workspace/workspace';
import { oneOf, parseArguments, UsageError } from '../args';
import { configLayers, type LayersFor } from '../configuration';
import { readInputs } from '../inputs';
import { complain, stackOf, write } from '../output';
import { type MomentNeeds, momentsOf } from '../preview/moments';
import { notificationsOf } from '../preview/notifications';
import type { PreviewOutput, PreviewReport } from '../preview/report';
import { previewJson } from '../reporters/previewJson';
import { previewText } from '../reporters/previewText';
import { loadScenarios } from '../scenarios';
import { type CommandSource, sourceOf, sourceOptions } from '../source';
import { readLength, readTime } from '../times';

const options = {
  ...sourceOptions,
  rule: 'value',
  workspace: 'value',
  since: 'value',
  until: 'value',
  format: 'value',
  prometheus: 'value',
  'enable-feature': 'value',
  config: 'value',
} as const;

const sizeLimit = 20 * 1024 * 1024;
/** Of each query. */
const timeoutMs = 60_000;
/** Firings whose message is rendered, the newest ones: each may ask queries. */
const renderedMoments = 20;

/** Runs the command; 0 where every alert was answered, 1 where one cannot be asked, 2 for usage and a server without an answer. */
export async function previewCommand(argv: readonly string[]): Promise<number> {
  const args = parseArguments(argv, options);
  const [file, ...more] = args.paths;
  if (file === undefined) throw new UsageError('no rule file given');
  if (more.length > 0) throw new UsageError('one rule file at a time');
  const format = oneOf('--format', args.value('format') ?? 'text', ['text', 'json'] as const);
  const now = Date.now();
  const to = args.value('until') === undefined ? now : readTime('--until', args.value('until')!, now);
  const from = to - readLength('--since', args.value('since') ?? '24h');
  let misconfigured = false;
  const problem = (): void => {
    misconfigured = true;
  };
  const layersFor = configLayers(
    { prometheus: args.value('prometheus'), features: args.value('enable-feature'), file: args.value('config') },
    problem,
  );
  const folder = layersFor(path.dirname(file));
  const config = resolveConfig(folder.layers);
  const { scenarios, name } = loadScenarios(folder, args.value('simulate'), problem);
  const service = createService({ checks: [], onFailure: (id, error) => complain(`${id} failed:`, stackOf(error)) });
  const { bytes, reason } = readNamed(file, sizeLimit);
  if (!bytes) throw new UsageError(`${file} cannot be read: ${reason}`);
  const { text, fault } = decodeBytes(bytes);
  if (fault !== undefined) throw new UsageError(`${file}: ${fault}`);
  const document = service.open(text);
  const workspace = service.workspace(config);
  const folderOf = args.value('workspace');
  if (folderOf !== undefined) openFolder(service, workspace, folderOf, layersFor);
  workspace.put(file, document);
  const named: typeof args = { ...args, value: option => (option === 'simulate' ? name : args.value(option)) };
  const { dialect } = config;
  const sourceFor = (found: RuleAt): CommandSource => {
    const { name: alert, expr, timing } = service.preview(workspace, found);
    const shown = { name: alert, expr, for: timing.for };
    return sourceOf(named, { dialect, knowledge: knowledgeFor(service, workspace, expr), scenarios, end: to, shown });
  };
  const rules = chosen([...service.rules(document)], args.value('rule'), file);
  const lines = lineIndex(text);
  const reports: PreviewReport[] = [];
  // A server is the same for all rules; simulated, each rule has the metrics of its own file and may have a scenario of its own.
  const [first] = rules;
  const common = sourceFor(first!);
  for (const found of rules) {
    const { source, simulated } = common.simulated && found !== first ? sourceFor(found) : common;
    const needs = { service, workspace, found, source, ...(simulated ? { simulated } : {}) };
    reports.push(await reportOf(needs, file, lines.position(found.span.from).line + 1, { from, to }));
  }
  const output: PreviewOutput = {
    path: file,
    from,
    to,
    server: common.source.name,
    ...(common.simulated ? { simulated: name === '' ? { note: anySimulated } : common.simulated } : {}),
    reports,
    ...(folderOf === undefined
      ? {}
      : {
          notifications: notificationsOf(
            service,
            workspace,
            reports.map(({ asked }) => asked),
            to,
          ),
        }),
    width: Math.max(60, Math.min(160, process.stdout.columns ?? 100)),
  };
  await write(process.stdout, format === 'json' ? previewJson(output) : previewText(output));
  if (misconfigured) return 2;
  if (reports.some(({ rule, problem: why }) => rule !== undefined && why !== undefined)) return 2;
  return reports.every(report => report.problem === undefined) ? 0 : 1;
}

/** Opens what a folder holds of rules and configurations into a workspace. */
function openFolder(service: Service, workspace: Workspace, folder: string, layersFor: LayersFor): void {
  const inputs = readInputs({
    paths: [folder],
    sizeLimit,
    layersFor,
    onUnreadable: (file, reason) => complain(`${file} cannot be read: ${reason}`),
    onOutside: file => complain(`${file} leads out of the folder and is not read`),
  });
  for (const { files } of inputs) {
    for (const file of files) {
      if (file.use === 'define') continue;
      workspace.put(file.path, service.open(file.text, undefined, service.openOptions(workspace, file.path)));
    }
  }
}

/**
 * What a simulation knows for a rule, which has the metrics of the file's own rules: parts of the rule are asked of the cluster
 * that the whole is asked of, templates may ask for more.
 */
function knowledgeFor(service: Service, workspace: Workspace, expr: string): (asked: string) => MetricKnowledge {
  const factsOf = (text: string): SimulationFacts => finish(service.simulationFacts(workspace, text));
  const facts = factsOf(expr);
  const whole = knowledgeOfFacts(facts);
  const others = new Map<string, MetricKnowledge>();
  return asked => {
    if (expr.includes(asked)) return whole;
    const known = others.get(asked) ?? knowledgeOfFacts(joinedFacts(facts, factsOf(asked)));
    others.set(asked, known);
    return known;
  };
}

const anySimulated =
  'This data is simulated; no server was asked. Each alert is shown in the scenario that makes it fire.';

const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** The alerts of a file, or those of one name. */
function chosen(rules: readonly RuleAt[], wanted: string | undefined, file: string): readonly RuleAt[] {
  const alerts = rules.filter(({ rule }) => rule.alert);
  if (alerts.length === 0) throw new UsageError(`${file} holds no alert`);
  if (wanted === undefined) return alerts;
  const named = alerts.filter(({ rule }) => rule.alert?.value === wanted);
  if (named.length === 0) {
    const names = [...new Set(alerts.map(({ rule }) => rule.alert?.value ?? ''))].slice(0, 20).join(', ');
    throw new UsageError(`${file} holds no alert ${JSON.stringify(wanted)}; it has ${names}`);
  }
  return named;
}

async function reportOf(
  needs: Omit<MomentNeeds, 'told'> & Pick<CommandSource, 'simulated'>,
  file: string,
  line: number,
  window: { readonly from: number; readonly to: number },
): Promise<PreviewReport> {
  const { service, workspace, found, source, simulated } = needs;
  const preview = service.preview(workspace, found);
  const { name, group, expr, severity } = preview;
  const report = {
    name,
    group,
    line,
    expr,
    ...(severity === undefined ? {} : { severity }),
    ...(simulated ? { simulated } : {}),
    moments: [],
  };
  const [problem] = preview.problems;
  if (problem) return { ...report, problem: `The expression cannot be asked: ${problem.message}` };
  const rule = service.backtestRule(workspace, found, file);
  if (!rule) return { ...report, problem: 'The alert has no name or no expression.' };
  const asked = await askBacktest({
    rule,
    source,
    ...window,
    labels: service.finalLabels(workspace, found),
    recorded: recordedAsker({
      dialect: workspace.config.dialect,
      recordings: service.recordings(workspace, rule),
      pause,
    }),
    pause,
    timeoutMs,
    ...progressOn(process.stderr, name),
  });
  if (!asked.ok) return { ...report, rule, problem: asked.error.message };
  const firing = asked.data.found.transitions.filter(({ to }) => to === 'firing').slice(-renderedMoments);
  const moments = await momentsOf({ ...needs, told: asked.data.told }, asked.data.found, firing);
  return { ...report, rule, asked: asked.data, moments };
}

/** A line on a terminal that says how far it is. */
function progressOn(stream: NodeJS.WriteStream, name: string) {
  if (!stream.isTTY) return {};
  let shown = 0;
  return {
    progress(done: number, all: number): void {
      const percent = all === 0 ? 100 : Math.floor((done / all) * 100);
      if (percent === shown) return;
      shown = percent;
      stream.write(percent >= 100 ? '\r\u001b[K' : `\r${name.slice(0, 40)}: ${percent} %`);
    },
  };
}
