// Unit tests of rules: read, run, made and made smaller. Layer: service.
import type { Analysis } from '../analysis/analysis';
import { createScenarios } from '../datasource/simulated/scenarios';
import type { Knowledge } from '../features/knowledge';
import { previewOf } from '../features/rulePreview';
import type { RuleAt } from '../features/rules';
import { scenarioSeries } from '../features/testFromScenario';
import type { SourceDocument } from '../model/document';
import { findsPattern, regexProblem } from '../model/goRegex';
import type { Root } from '../model/root';
import { readTestFile, type TestFile } from '../model/testFile';
import type { TextEdit } from '../text/textMap';
import { type CreatedTexts, createdTexts } from '../unittest/create/append';
import { createTest, createTestOf, type TestRequest } from '../unittest/create/createTest';
import { type FileResult, type RuleDocument, type RunChoice, runTestFile } from '../unittest/runFile';
import { type ShrinkRequest, type ShrunkTest, shrinkEdits, shrinkTest } from '../unittest/shrink/shrinkTest';
import type { Workspace } from '../workspace/workspace';

export interface UnitTestService {
  /** What a root of unit tests says: its rule files, and its tests. */
  testFile(tests: Root): TestFile;
  /** Whether the names of tests match a regular expression, as `--run` of promtool takes it; undefined for one that is none. */
  testChooser(pattern: string): ((name: string) => boolean) | undefined;
  /** Runs the unit tests of a document over the rules of others. In slices. */
  unitTests(
    workspace: Workspace,
    tests: SourceDocument,
    rules: readonly RuleDocument[],
    choice?: RunChoice,
  ): Generator<void, readonly FileResult[]>;
  /**
   * Makes tests of an alert, proven to hold; in slices. `ruleFile` is what a new file of tests calls the rule file. A text says
   * why there are none.
   */
  createTest(
    workspace: Workspace,
    request: Omit<TestRequest, 'dialect' | 'evaluationInterval'> & {
      readonly ruleFile: string;
      readonly into?: Root;
      /** The alert whose series are to come from the scenario in which it fires, where there is one. */
      readonly simulated?: RuleAt;
    },
  ): Generator<void, (CreatedTexts & { readonly scenario?: string }) | string>;
  /** Makes a test of a file smaller, in slices; a text says why it cannot be. */
  shrinkTest(
    workspace: Workspace,
    text: string,
    request: Omit<ShrinkRequest, 'dialect'>,
  ): Generator<void, (Pick<ShrunkTest, 'before' | 'after'> & { readonly edits: readonly TextEdit[] }) | string>;
}

export function unitTestService(analysis: Analysis, knowledgeOf: (workspace: Workspace) => Knowledge): UnitTestService {
  return {
    testFile: ({ node }) => readTestFile(node),
    testChooser: pattern => (regexProblem(pattern) === undefined ? name => findsPattern(pattern, name) : undefined),
    *unitTests(workspace, tests, rules, choice) {
      const results: FileResult[] = [];
      for (const root of tests.roots) {
        if (root.kind === 'unit-test') results.push(yield* runTestFile(root, rules, workspace.config.dialect, choice));
      }
      return results;
    },
    *createTest(workspace, { ruleFile, into, simulated, ...request }) {
      const { dialect } = workspace.config;
      const evaluationInterval = into ? readTestFile(into.node).evaluationInterval : 60_000;
      const all = { ...request, dialect, evaluationInterval };
      const given =
        simulated &&
        (yield* scenarioSeries(
          {
            ...previewOf(simulated, analysis.parts(simulated.rule, dialect, workspace.catalog())),
            scenarios: createScenarios(workspace.scenarios()),
          },
          { ...knowledgeOf(workspace), workspace: workspace.facts() },
          evaluationInterval,
        ));
      const made = given && (yield* createTestOf(all, given));
      if (given && typeof made === 'object') return { ...createdTexts(made, ruleFile, into), scenario: given.title };
      const plain = yield* createTest(all);
      return typeof plain === 'string' ? plain : createdTexts(plain, ruleFile, into);
    },
    *shrinkTest({ config: { dialect } }, text, request) {
      const shrunk = yield* shrinkTest({ ...request, dialect });
      if (typeof shrunk === 'string') return shrunk;
      const { before, after } = shrunk;
      const edits = shrinkEdits(text, request.test, shrunk);
      return edits
        ? { edits, before, after }
        : 'The series of this test are not written one below the other, or share their values with others.';
    },
  };
}
