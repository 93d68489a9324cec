// The simulated cluster that previews ask where no server is configured, or where a person wants to see one: which scenario a rule
// is shown in, and the data source of it. What is known of the metrics comes from the language server. No vscode here.
import type { SimulationFacts } from '../../../server/src/datasource/simulated/facts';
import type { ScenarioSet, ScenarioSummary } from '../../../server/src/datasource/simulated/scenarios';
import {
  chooseScenario,
  createScenarios,
  createSimulatedSource,
  dialect,
  joinedFacts,
  knowledgeOfFacts,
} from '../../../server/src/engine';
import type { RulePreview, ScenariosResult } from '../../../server/src/lsp/protocol';
import type { Connected, Connection } from './deps';
import { inTurns } from './turns';

export interface SimulationNeeds {
  /** What is to be known of an expression's metrics in the folder of a document. */
  facts(uri: string, expr: string): Promise<SimulationFacts>;
  /** The scenarios of the folder's own files, and the Prometheus that is imitated. */
  scenarios(uri: string): Promise<ScenariosResult>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Lets others have a turn in the middle of long work. */
  pause(): Promise<void>;
}

/** In the place of a scenario's name: the one that makes the rule fire. */
export const fittingScenario = 'fitting';

export interface Simulations {
  /** A scenario's data for a rule. */
  connect(rule: RulePreview, scenario: string): Promise<Connection>;
  /** All scenarios that can be picked in the folder of a document. */
  list(uri: string): Promise<readonly ScenarioSummary[]>;
}

/** Rules whose scenario is remembered, and sources that are kept. */
const mostRemembered = 200;
const mostSources = 20;

export function createSimulations(needs: SimulationNeeds): Simulations {
  // The faults show now, and stay where they are while the session goes on.
  const showsAt = needs.now();
  let sets: { readonly of: string; readonly set: ScenarioSet } | undefined;
  const fitting = new Map<string, string>();
  const sources = new Map<string, Connected>();
  let opened = 0;
  // What rules compare a metric with decides where its values lie. That must not follow the threshold while it is edited.
  const hints = new Map<string, SimulationFacts['hints'][string]>();

  const setOf = (own: ScenariosResult['own']): ScenarioSet => {
    const of = JSON.stringify(own);
    if (sets?.of !== of) {
      sets = { of, set: createScenarios(own) };
      fitting.clear();
      sources.clear();
    }
    return sets.set;
  };

  const factsOf = async (uri: string, expr: string): Promise<SimulationFacts> => {
    const facts = await needs.facts(uri, expr);
    const kept = Object.entries(facts.hints).map(([metric, hint]) => {
      const key = JSON.stringify([metric, hint.of]);
      const first = hints.get(key) ?? hint;
      hints.set(key, first);
      return [metric, first] as const;
    });
    return { ...facts, hints: Object.fromEntries(kept) };
  };

  return {
    async connect(rule, scenario) {
      const { own, prometheus, features } = await needs.scenarios(rule.uri);
      const set = setOf(own);
      const facts = await factsOf(rule.uri, rule.expr);
      const imitated = dialect(prometheus, features);
      const known = JSON.stringify([rule.uri, prometheus, facts]);
      let name = scenario;
      if (scenario === fittingScenario) {
        const remembered = fitting.get(`${known}\n${rule.name}`);
        name = remembered ?? '';
        if (remembered === undefined) {
          const shown = { expr: rule.expr, name: rule.name, for: rule.timing.for ?? 0 };
          name = await inTurns(
            chooseScenario(set, shown, { knowledge: knowledgeOfFacts(facts), dialect: imitated }),
            needs.pause,
          );
          forgetOldest(fitting, mostRemembered);
          fitting.set(`${known}\n${rule.name}`, name);
        }
      }
      const key = `${name}\n${known}`;
      let connected = sources.get(key);
      if (!connected) {
        const mixed = new Map<string, ReturnType<typeof knowledgeOfFacts>>();
        const ofRule = knowledgeOfFacts(facts);
        const source = createSimulatedSource(set, name, {
          dialect: imitated,
          showsAt,
          now: () => performance.now(),
          pause: needs.pause,
          // Parts of the rule's expression are asked of the cluster that the whole is asked of; templates may ask for more.
          async knowledge(expr) {
            if (rule.expr.includes(expr)) return ofRule;
            let knowledge = mixed.get(expr);
            if (!knowledge) {
              knowledge = knowledgeOfFacts(joinedFacts(facts, await factsOf(rule.uri, expr)));
              forgetOldest(mixed, mostRemembered);
              mixed.set(expr, knowledge);
            }
            return knowledge;
          },
        });
        if (typeof source === 'string') {
          return { ok: false, text: source.replace(/`/g, ''), actions: ['selectData'] };
        }
        const title = set.list().find(one => one.name === name)?.title ?? name;
        opened++;
        connected = {
          ok: true,
          name: title,
          key: `simulation#${opened}`,
          source,
          simulated: true,
        };
        forgetOldest(sources, mostSources);
        sources.set(key, connected);
      }
      return connected;
    },
    async list(uri) {
      return setOf((await needs.scenarios(uri)).own).list();
    },
  };
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
  if (map.size < most) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
