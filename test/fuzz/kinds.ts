// What can be compared: how inputs are made, what the real tool says of them, and what we say.
import { parseMatchers } from '../../server/src/model/matchers';
import { isForeignGroup } from '../../server/src/model/structure/served';
import { dialect } from '../../server/src/promql/dialect';
import { analyzePromql } from '../../server/src/promql/parser';
import { prometheusTemplates } from '../../server/src/template/env';
import { parseTemplate } from '../../server/src/template/parser';
import type { Oracle, OracleName } from '../oracles/ask';
import { createJudge, type Judge, type OurError } from '../oracles/ours';
import { templateCases, templateSoup } from '../oracles/templateCases';
import { decodedRules } from './decoded';
import { encode } from './encode';
import { randomMatchers } from './matcherGrammar';
import { mutateIdentity } from './mutateIdentity';
import { mutateYaml, poolOf } from './mutateYaml';
import { checkConfigs, checkRules, hasTool } from './oldTools';
import { mutatePromql, randomPromql } from './promqlGrammar';
import type { Random } from './random';
import { seedExpressions, seedTexts } from './seeds';
import { randomAlertmanagerFile, randomObject, randomRuleFile, randomYaml } from './yamlGrammar';

/** A verdict; `said` is the first reason, and `value` what was read where values are compared as well. */
export interface Verdict {
  readonly ok: boolean;
  readonly said: string;
  readonly value?: string;
}

export interface Kind {
  /** Who is asked, where it is no tool of the system. */
  readonly oracle?: OracleName;
  /** What is missing here to ask. */
  missing?(): string | undefined;
  /** Makes `count` inputs. */
  make(random: Random, count: number): readonly string[];
  /** What the real tool says; undefined of an input that it does not judge. */
  theirs(oracle: Oracle | undefined, inputs: readonly string[]): Promise<readonly (Verdict | undefined)[]>;
  /** What we say. */
  ours(input: string): Verdict;
}

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly errors?: readonly { readonly msg: string }[];
  readonly parse?: boolean;
  readonly decoded?: unknown;
  readonly matchers?: readonly unknown[];
  readonly documents?: readonly {
    readonly kind: string;
    readonly ok: boolean;
    readonly error?: string;
    readonly schema?: readonly string[];
    readonly webhook?: readonly string[];
    readonly generated?: string;
  }[];
}

/** The kinds by name. Each is made when it is asked for, as some read a corpus. */
export const KINDS: Readonly<Record<string, () => Kind>> = {
  rules: () => fileKind('prometheus', 'rules', mutantsOf('rules')),
  alertmanager: () => fileKind('alertmanager', 'alertmanager', mutantsOf('alertmanager')),
  secret: secretKind,
  k8s: () => {
    const make = mutantsOf('k8s');
    return objectKind(random => {
      const text = make(random, 1)[0]!;
      return random.chance(10) ? mutateIdentity(text, random) : text;
    });
  },
  promql: () => promqlKind(false),
  'promql-all': () => promqlKind(true),
  template: templateKind,
  encodings: encodingsKind,
  matchers: () => matchersKind('fallback'),
  'matchers-utf8': () => matchersKind('utf8'),
  'matchers-classic': () => matchersKind('classic'),
  yaml: yamlSyntaxKind,
  'yaml-rules': yamlRulesKind,
  'yaml-alertmanager': () => fileKind('alertmanager', 'alertmanager', many(randomAlertmanagerFile)),
  'yaml-k8s': () => objectKind(randomObject),
  'rules-2.42': () => oldKind('rules', createJudge({ as: 'rules', prometheus: '2.42' })),
  'promql-2.42': oldPromqlKind,
  'alertmanager-0.25': () => oldKind('alertmanager', createJudge({ as: 'alertmanager', alertmanager: '0.25' })),
};

type Make = Kind['make'];

function many(make: (random: Random) => string): Make {
  // What is no Unicode text cannot be asked: it does not travel in JSON.
  return (random, count) => Array.from({ length: count }, () => Buffer.from(make(random)).toString());
}

function mutantsOf(kind: 'rules' | 'alertmanager' | 'k8s', version?: string): Make {
  const pool = poolOf(seedTexts(kind, version));
  return many(random => mutateYaml(pool, random));
}

/** Alertmanager configurations inside the Secret that the operator reads, in base64 or as text; inputs are the inner files. */
function secretKind(): Kind {
  const judge = createJudge({ as: 'kubernetes' });
  const inner = fileKind('alertmanager', 'alertmanager', mutantsOf('alertmanager'));
  return {
    ...inner,
    ours: text => {
      const value =
        text.length % 2 === 0
          ? `data:\n  alertmanager.yaml: ${Buffer.from(text).toString('base64')}`
          : `stringData:\n  alertmanager.yaml: ${quoted(text)}`;
      return verdictOf(judge.text(`apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n${value}\n`));
    },
  };
}

/** In double quotes for YAML, with everything beyond ASCII as escapes. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/gu, char => `\\U${char.codePointAt(0)!.toString(16).padStart(8, '0')}`);
}

/** Objects of other kinds pass the oracle and are not judged by us. */
function objectKind(make: (random: Random) => string): Kind {
  const judge = createJudge({ as: 'kubernetes' });
  return {
    oracle: 'operator',
    make: many(make),
    ours: text => verdictOf(judge.text(text)),
    theirs: async (oracle, inputs) => {
      const answers = await oracle!.ask<Answer>(inputs.map(content => ({ content })));
      return answers.map((answer, i) => {
        const isSilent = UNREAD.test(inputs[i]!) || !answer.documents?.every(({ kind }) => JUDGED_OBJECT.test(kind));
        // Groups that are far from the operator's may be anybody's.
        const isForeign = answer.documents?.some(
          one => one.error?.startsWith('no matches') && isForeignGroup(one.kind),
        );
        // Of the operator's other kinds we have no schema, so nothing is said of their content.
        const failed = answer.documents?.filter(({ ok }) => !ok) ?? [];
        const isOther = failed.length > 0 && failed.every(({ kind, error }) => !error && !JUDGED_OBJECT.test(kind));
        return (answer.ok && isSilent) || isForeign || isOther ? undefined : { ok: answer.ok, said: reason(answer) };
      });
    },
  };
}

/** Text behind `---`, where other builds of the oracle stop reading without a word. */
const UNREAD = /(?:^|\n)---[^\S\n]*[^\s#]/;

const JUDGED_OBJECT = /^monitoring\.coreos\.com\/v1(?:alpha1|beta1)?\/(?:PrometheusRule|AlertmanagerConfig)$/;

function reason(answer: Answer): string {
  if (answer.ok) return '';
  const document = answer.documents?.find(({ ok }) => !ok);
  return (
    answer.error ??
    answer.errors?.[0]?.msg ??
    document?.error ??
    document?.schema?.[0] ??
    document?.webhook?.[0] ??
    document?.generated ??
    'refused'
  );
}

function verdictOf(errors: readonly OurError[]): Verdict {
  return { ok: errors.length === 0, said: errors[0] ? `${errors[0].check}: ${errors[0].message}` : '' };
}

function fileKind(name: OracleName, as: 'rules' | 'alertmanager', make: Make): Kind {
  const judge = createJudge({ as });
  // Globs of templates must not find what stands where the oracle runs.
  const op = { rules: { op: 'rules' }, alertmanager: { op: 'config', dir: '/nowhere' } }[as];
  return {
    oracle: name,
    make,
    theirs: async (oracle, inputs) => {
      const answers = await oracle!.ask<Answer>(inputs.map(content => ({ ...op, content })));
      return answers.map(answer => ({ ok: answer.ok, said: reason(answer) }));
    },
    ours: text => verdictOf(judge.text(text)),
  };
}

function promqlKind(all: boolean): Kind {
  const sources = seedExpressions();
  const target = dialect('3.16', all ? 'all' : []);
  return {
    oracle: 'prometheus',
    make: many(random => (random.chance(40) ? randomPromql(random) : mutatePromql(sources, random))),
    theirs: async (oracle, inputs) => {
      const features = all ? ['all'] : [];
      const answers = await oracle!.ask<Answer>(inputs.map(expr => ({ op: 'promql', expr, features })));
      return answers.map(answer => ({ ok: answer.ok, said: reason(answer) }));
    },
    ours: text => {
      const problem = analyzePromql(text, target).problems[0];
      return { ok: problem === undefined, said: problem?.message ?? '' };
    },
  };
}

function templateKind(): Kind {
  const env = prometheusTemplates({ major: 3, minor: 16 });
  return {
    oracle: 'prometheus',
    make: (random, count) => {
      const half = Math.ceil(count / 2);
      const texts = templateCases(random.below(2 ** 31), half).map(({ text }) => text);
      return [...texts, ...templateSoup(random.below(2 ** 31), count - half)];
    },
    theirs: async (oracle, inputs) => {
      const answers = await oracle!.ask<Answer>(inputs.map(text => ({ op: 'template', text })));
      return answers.map(({ parse, error }) => ({ ok: parse !== false, said: parse === false ? (error ?? '') : '' }));
    },
    ours: text => {
      const problem = parseTemplate(text, env).problems[0];
      return { ok: problem === undefined, said: problem?.message ?? '' };
    },
  };
}

function matchersKind(mode: 'classic' | 'utf8' | 'fallback'): Kind {
  return {
    oracle: 'alertmanager',
    make: many(randomMatchers),
    theirs: async (oracle, inputs) => {
      const answers = await oracle!.ask<Answer>(inputs.map(text => ({ op: 'matchers', text, mode })));
      return answers.map(answer => ({
        ok: answer.ok,
        said: reason(answer),
        ...(answer.ok ? { value: JSON.stringify(answer.matchers) } : {}),
      }));
    },
    ours: text => {
      const { matchers, problem } = parseMatchers(text, mode);
      if (problem) return { ok: false, said: problem.message };
      return {
        ok: true,
        said: '',
        value: JSON.stringify(matchers.map(({ name, op, value }) => ({ name, op, value }))),
      };
    },
  };
}

/** What is found when a value is put to use only; an unknown key's is not. */
const ON_DECODING = /remove the tag|contains itself/;

/** Syntax alone: whether go-yaml can read a text at all. */
function yamlSyntaxKind(): Kind {
  const judge = createJudge({ as: 'rules' });
  return {
    oracle: 'prometheus',
    make: many(randomYaml),
    theirs: async (oracle, inputs) => {
      const answers = await oracle!.ask<Answer>(inputs.map(content => ({ op: 'rules', content })));
      return answers.map(answer => {
        const said = reason(answer);
        return {
          ok: !/^yaml: (?!unmarshal errors|document contains|map merge|invalid map key|cannot decode)/.test(said),
          said,
        };
      });
    },
    ours: text =>
      verdictOf(judge.text(text).filter(({ check, message }) => check === 'yaml/syntax' && !ON_DECODING.test(message))),
  };
}

/** Rule files in every style, with what was read of them. */
function yamlRulesKind(): Kind {
  const judge = createJudge({ as: 'rules' });
  return {
    oracle: 'prometheus',
    make: many(randomRuleFile),
    theirs: async (oracle, inputs) => {
      const [{ decodes } = {}] = await oracle!.ask<{ readonly decodes?: boolean }>([{ op: 'version' }]);
      const answers = await oracle!.ask<Answer>(inputs.map(content => ({ op: 'rules', content, decode: true })));
      return answers.map(answer => ({
        ok: answer.ok,
        said: reason(answer),
        ...(answer.ok && decodes ? { value: JSON.stringify(answer.decoded) } : {}),
      }));
    },
    ours: text => {
      const verdict = verdictOf(judge.text(text));
      return verdict.ok ? { ...verdict, value: JSON.stringify(decodedRules(text)) } : verdict;
    },
  };
}

/** Files as bytes, held as Latin-1 in the inputs: other encodings, byte order marks, bytes that are no text. */
function encodingsKind(): Kind {
  const judge = createJudge({ as: 'rules' });
  const files = mutantsOf('rules');
  return {
    oracle: 'prometheus',
    make: (random, count) => files(random, count).map(text => encode(text, random)),
    theirs: async (oracle, inputs) => {
      const [{ decodes } = {}] = await oracle!.ask<{ readonly decodes?: boolean }>([{ op: 'version' }]);
      if (!decodes) return inputs.map(() => undefined);
      const answers = await oracle!.ask<Answer>(
        inputs.map(input => ({ op: 'rules', content64: Buffer.from(input, 'latin1').toString('base64') })),
      );
      return answers.map(answer => ({ ok: answer.ok, said: reason(answer) }));
    },
    ours: input => verdictOf(judge.bytes(Buffer.from(input, 'latin1'))),
  };
}

/** Files against the old version that a distribution brings. */
function oldKind(kind: 'rules' | 'alertmanager', judge: Judge): Kind {
  const version = kind === 'rules' ? '2.42' : '0.25';
  const tool = kind === 'rules' ? 'promtool' : 'amtool';
  return {
    missing: () => (hasTool(tool, version) ? undefined : `${tool} ${version}`),
    make: mutantsOf(kind, version),
    theirs: async (_, inputs) => (kind === 'rules' ? checkRules : checkConfigs)(inputs),
    ours: text => verdictOf(judge.text(text)),
  };
}

/** Expressions against the old promtool, each as a rule of its own file. */
function oldPromqlKind(): Kind {
  const kind = promqlKind(false);
  const target = dialect('2.42');
  // What the tool says before it parses, and what YAML does not hold as it is.
  const isAskable = (expr: string): boolean =>
    /^[\n\t -~\u00a1-\ud7ff\ue000-\ufefe]*$/.test(expr) && /^\s*[^\s#]/.test(expr);
  return {
    missing: () => (hasTool('promtool', '2.42') ? undefined : 'promtool 2.42'),
    make: kind.make,
    theirs: async (_, inputs) => {
      const asked = inputs.filter(isAskable);
      const file = (expr: string): string =>
        `groups:\n- name: g\n  rules:\n  - record: r\n    expr: ${JSON.stringify(expr)}\n`;
      const said = new Map(checkRules(asked.map(file)).map((one, i) => [asked[i]!, one]));
      return inputs.map(input => said.get(input));
    },
    ours: text => {
      const problem = analyzePromql(text, target).problems[0];
      return { ok: problem === undefined, said: problem?.message ?? '' };
    },
  };
}
