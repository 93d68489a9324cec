// What tests reach of their rule files, as coverage: a rule is a statement, the sides of its `or`s are branches of it.
import * as vscode from 'vscode';
import type { WireRuleCoverage } from '../../../server/src/lsp/protocol';
import { groupedBy } from '../../../server/src/text/grouped';
import { rangeOf } from './items';

/** What is covered of a rule file. */
export interface RuleFileCoverage {
  readonly file: vscode.FileCoverage;
  readonly rules: readonly vscode.StatementCoverage[];
}

/** The coverage of all files of a run: what one of them reaches is reached. */
export function coverageOf(rules: readonly WireRuleCoverage[]): readonly RuleFileCoverage[] {
  return [...groupedBy(rules, ({ uri }) => uri)].map(([uri, inFile]) => {
    const statements = [...groupedBy(inFile, ({ range }) => `${range.start.line}:${range.start.character}`).values()];
    const covered = statements.map(ofRule);
    return { file: vscode.FileCoverage.fromDetails(vscode.Uri.parse(uri), covered), rules: covered };
  });
}

/** Coverage of a rule out of what each file of tests says of it. */
function ofRule(said: readonly WireRuleCoverage[]): vscode.StatementCoverage {
  const [first] = said;
  const branches = first!.branches.map(
    ({ range, text }, i) =>
      new vscode.BranchCoverage(
        said.some(one => one.branches[i]?.fired === true),
        rangeOf(range),
        text,
      ),
  );
  const fired = said.some(one => one.fired);
  return new vscode.StatementCoverage(fired, rangeOf(first!.range), branches);
}
