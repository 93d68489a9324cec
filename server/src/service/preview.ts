// A rule as the preview shows, renders, backtests, simulates and edits it. Layer: service.
import type { FinalLabels } from '../alerting/backtest/backtest';
import type { Analysis } from '../analysis/analysis';
import { finalLabelsOf } from '../backtest/labels';
import { readAlert } from '../backtest/readRule';
import { namesRead, recordingsBehind } from '../backtest/recording';
import type { BacktestRule, Recording } from '../backtest/rule';
import type { Surroundings } from '../backtest/surroundings';
import type { SimulationFacts } from '../datasource/simulated/facts';
import type { Knowledge } from '../features/knowledge';
import type { PreviewedRule, RenderInput, RenderOutput, RuleChange } from '../features/previewShapes';
import { editRule } from '../features/ruleEdit';
import { renderRule } from '../features/ruleMessages';
import { previewOf } from '../features/rulePreview';
import type { RuleAt } from '../features/rules';
import { simulationFacts } from '../features/simulation';
import type { SourceDocument } from '../model/document';
import { parsePromql } from '../promql/parser';
import type { TextEdit } from '../text/textMap';
import type { Workspace } from '../workspace/workspace';

/** More queries of templates than a preview asks. */
const mostQueries = 50;

export interface PreviewService {
  /** A rule as the preview shows it before any server was asked. */
  preview(workspace: Workspace, rule: RuleAt): PreviewedRule;
  /** Its labels and messages for samples of its result. */
  render(workspace: Workspace, rule: RuleAt, input: RenderInput): RenderOutput;
  /** An alert prepared for a backtest; undefined for a recording rule. `file` is its path, '' where it has none. */
  backtestRule(workspace: Workspace, rule: RuleAt, file: string): BacktestRule | undefined;
  /** The recording rules of the workspace that an alert reads, and those that they read. */
  recordings(workspace: Workspace, rule: BacktestRule): readonly Recording[];
  /** The labels that its alerts end up with; what the server did not tell is unknown in them. */
  finalLabels(workspace: Workspace, rule: RuleAt): (told: Surroundings) => FinalLabels;
  /** What a simulation has to know of the metrics of an expression. In slices. */
  simulationFacts(workspace: Workspace, expr: string): Generator<void, SimulationFacts>;
  /** The edits that write other numbers or durations into it; undefined where they cannot surely be made. In slices. */
  editRule(
    document: SourceDocument,
    rule: RuleAt,
    change: RuleChange,
  ): Generator<void, readonly TextEdit[] | undefined>;
}

export function previewService(analysis: Analysis, knowledgeOf: (workspace: Workspace) => Knowledge): PreviewService {
  return {
    preview: (workspace, found) =>
      previewOf(found, analysis.parts(found.rule, workspace.config.dialect, workspace.catalog())),
    render: (workspace, found, input) => {
      const { dialect } = workspace.config;
      const output = renderRule(found, input, dialect.version);
      if (output.wanted.length === 0) return output;
      const { recorded } = workspace.facts();
      const reads = output.wanted.slice(0, mostQueries).flatMap((query): [string, readonly string[]][] => {
        const names = [...namesRead(parsePromql(query, dialect).expr)].filter(name => recorded(name).length > 0);
        return names.length > 0 ? [[query, names]] : [];
      });
      return reads.length > 0 ? { ...output, recorded: Object.fromEntries(reads) } : output;
    },
    backtestRule: (workspace, { rule, group }, file) => readAlert(rule, group, workspace.config.dialect, file)?.rule,
    recordings: (workspace, { text }) => {
      const { documents, recorded } = workspace.facts();
      return recordingsBehind(text, workspace.config.dialect, {
        filesOf: name =>
          recorded(name).length === 0
            ? []
            : documents
                .filter(({ groups }) => groups.some(group => group.records.some(record => record.name === name)))
                .map(({ file }) => file),
        open: file => workspace.document(file) ?? workspace.reopen(file),
      });
    },
    finalLabels:
      (workspace, { rule, group }) =>
      told =>
        finalLabelsOf(rule, group, workspace.config.dialect, told),
    *simulationFacts(workspace, expr) {
      yield* workspace.gather();
      return yield* simulationFacts(expr, { ...knowledgeOf(workspace), workspace: workspace.facts() });
    },
    editRule,
  };
}
