// Names in a scenario that nothing has are told at their place, with what was meant; those of one's own are left alone.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../../../../server/src/catalog/lookup';
import { scenarioNameProblems } from '../../../../server/src/datasource/simulated/names';
import { createScenarios } from '../../../../server/src/datasource/simulated/scenarios';
import { scenarioOfText } from '../../../../server/src/datasource/simulated/scenarioText';

const catalog = loadCatalog();

/** What is told of a scenario, each with the text that it stands on; `others` are its neighbours by name. */
function told(text: string, name = 'mine', others: Readonly<Record<string, string>> = {}): readonly string[] {
  const set = createScenarios(Object.entries(others).map(([file, other]) => scenarioOfText(file, other).scenario));
  const { root, problems } = scenarioOfText(name, text);
  assert.deepEqual(problems, []);
  return scenarioNameProblems(name, root, set, catalog).map(
    ({ from, to, message }) => `${text.slice(from, to)}: ${message}`,
  );
}

const head = 'title: Mine\nabout: Mine.\nextends: [platform]\n';
const target = (name: string, body: string): string => `${head}targets:\n  ${name}:\n    ${body}\n`;

describe('names in a scenario', () => {
  it('are told where nothing has them, with the one that is near', () => {
    const cases: readonly (readonly [text: string, ...messages: RegExp[]])[] = [
      [
        'title: A\nabout: A.\nextends: [plattform]\n',
        /^plattform: There is no scenario `plattform`; did you mean `platform`\?$/,
      ],
      [target('dcgm-exporter', 'signals: { haet: [{ level: 3 }] }'), /^haet: Nothing follows .*`heat`\?/],
      [
        target('dcgm-exporter', 'signals: { heat: [{ signal: laod }] }'),
        /^laod: `dcgm-exporter` has no signal .*`load`\?/,
      ],
      [
        target('dcgm-exporter', 'signals: { heat: [{ scale: x9 }] }'),
        /^x9: .* known are `load`, `used`, `power`, `heat`\.$/,
      ],
      [
        target('dcgm-exporter', 'signals: { heat: [{ level: 3, on: { Hostnam: a } }] }'),
        /^Hostnam: .*label.*`Hostname`\?/,
      ],
      [
        target('dcgm-exporter', 'signals: { heat: [{ level: 3, on: { Hostname: gpu-node-9 } }] }'),
        /^gpu-node-9: .*`gpu-node-1`\?/,
      ],
      [target('dcgm-exporter', 'signals: { heat: [{ level: 3, on: { gpu: "8" } }] }'), /^"8": .*`8` in `gpu`/],
      [
        target('dcgm-exporter', 'metrics: { DCGM_FI_DEV_GPU_TMP: [{ level: 3 }] }'),
        /^DCGM_FI_DEV_GPU_TMP: .*`DCGM_FI_DEV_GPU_TEMP`\?/,
      ],
      [
        target('dcgm-exporter', 'metrics: { rack_fan_speed: [{ level: 3 }] }'),
        /^rack_fan_speed: .*of your own, say with `is`/,
      ],
      [target('dcgm-exporter', 'absent: [{ except: [DCGM_FI_DEV_GPU_TMP] }]'), /^DCGM_FI_DEV_GPU_TMP: /],
      [target('dcgm-exporter', 'restart: [{ at: 1h, on: { gpu: "1" } }]'), /^gpu: .*no series|^gpu: No series/],
      [
        target('vllm', 'metrics: { "vllm:request_success_total": { split: { reason: { stop: 1 } } } }'),
        /^reason: .*no label `reason`/,
      ],
      [
        target(
          'vllm',
          'metrics: { "vllm:request_success_total": { rate: [{ factor: 2, on: { finished_reason: eror } }] } }',
        ),
        /^eror: .*`error`\?/,
      ],
      [target('vlm', 'signals: { cache: [{ level: 1 }] }'), /^vlm: .*new target.*`vllm`\?/],
      [target('mine', 'exporter: dcgm-exportr'), /^dcgm-exportr: .*no exporter.*`dcgm-exporter`\?/],
      [target('inference', 'metrics: { inference_queue_lenght: [{ level: 9 }] }'), /`inference_queue_length`\?/],
      [
        `${head}kinds:\n  temprature: [{ level: 3 }]\n  errors: [{ signal: none }]\n`,
        /^temprature: .*`temperature`\?/,
        /^none: /,
      ],
    ];
    for (const [text, ...messages] of cases) {
      const found = told(text);
      assert.equal(found.length, messages.length, `${text}\n${found.join('\n')}`);
      for (const [i, message] of messages.entries()) assert.match(found[i]!, message);
    }
  });

  it('are told where scenarios or their signals go round in a circle over files', () => {
    const b = 'title: B\nabout: B.\nextends: [a]\n';
    assert.deepEqual(told('title: A\nabout: A.\nextends: [b]\n', 'a', { 'b.yaml': b }), [
      'b: The scenario `a` builds on itself: a → b → a.',
    ]);
    assert.match(
      told(target('dcgm-exporter', 'signals: { load: [{ signal: heat }] }'))[0]!,
      /^load: The signal `load` follows itself: load → heat → load/,
    );
  });

  it('are left alone where they are somebody’s own', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/scenarios.md'), 'utf8');
    const example = /```yaml\n# sim\/hot-rack\.yaml\n([\s\S]*?)```/.exec(page)![1]!;
    assert.deepEqual(told(example), []);
    const router = target(
      'router',
      'dimensions: { model: [small, large] }\n    signals: { load: [{ level: 3, on: { model: small } }] }\n    metrics: { router_depth: [{ signal: load }], router_depths: [{ level: 2 }] }',
    );
    assert.deepEqual(told(router), []);
    assert.deepEqual(told(target('other', 'down: [{ from: 9h, to: 10h }]')), []);
    const team =
      'title: Team\nabout: T.\npart: true\nextends: [platform]\ntargets: { vllm: { signals: { extra: [{ level: 1 }] } } }\n';
    assert.deepEqual(
      told(
        'title: A\nabout: A.\nextends: [team]\ntargets: { vllm: { signals: { cache: [{ signal: extra }] } } }\n',
        'a',
        {
          'team.yaml': team,
        },
      ),
      [],
    );
  });
});
