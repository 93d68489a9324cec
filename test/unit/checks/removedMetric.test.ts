// A metric that newer versions lack is held against the versions that the manifests of the workspace run.
import assert from 'node:assert/strict';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { isAtLeast, runningImages } from '../../../server/src/catalog/versions';
import { resolveConfig } from '../../../server/src/config/config';
import { imagesIn } from '../../../server/src/model/images';
import { finish } from '../../../server/src/text/slices';
import { testService } from '../../harness/judge';

describe('removed metrics', () => {
  const found = (...manifests: readonly string[]): readonly string[] => {
    const text = 'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: vllm:gpu_cache_usage_perc > 0.9\n';
    const service = testService();
    const workspace = service.workspace(resolveConfig([]));
    workspace.put('rules.yaml', service.open(text));
    for (const [at, manifest] of manifests.entries()) workspace.put(`values-${at}.yaml`, service.open(manifest));
    return [...finish(service.analyse(workspace, 'rules.yaml'))]
      .filter(({ check }) => check === 'promql/removed-metric')
      .map(({ message, severity }) => `${severity}: ${message}`);
  };

  it('are told where nothing says which version runs', () => {
    assert.match(found('image: redis:7.2').join(), /^warning: .*\(removed in 0\.12\); its successor is/);
    assert.match(found('image: vllm/vllm-openai:latest').join(), /\(removed in 0\.12\);/);
  });

  it('are told with the image that is new enough, and not where an older one still has them', () => {
    assert.match(
      found('image: docker.io/vllm/vllm-openai:v0.12.0').join(),
      /runs docker\.io\/vllm\/vllm-openai:v0\.12\.0/,
    );
    assert.deepEqual(found('image: vllm/vllm-openai:v0.9.1'), []);
    assert.deepEqual(found('image: vllm/vllm-openai:v0.9.1', 'image: vllm/vllm-openai:v0.13.0'), []);
    assert.deepEqual(found('image:\n  repository: vllm/vllm-openai\n  pullPolicy: Always\n  tag: "v0.8.5"\n'), []);
  });
});

describe('images of a text', () => {
  it('have the tags that are written with them or below the repository', () => {
    const text = [
      'a:',
      '  - image: "nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubuntu22.04"',
      '  - image: host:5000/x/y',
      'b:',
      '  repository: prom/node-exporter',
      '  tag: v1.8.0',
      'c:',
      '  repository: without/tag',
      'd:',
      '    tag: v1',
    ].join('\n');
    assert.deepEqual(imagesIn(text), [
      'nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubuntu22.04',
      'host:5000/x/y',
      'prom/node-exporter:v1.8.0',
      'without/tag',
    ]);
  });

  it('are running exporters where the name ends like theirs and the tag begins with a version', () => {
    const dcgm = loadCatalog()
      .exporters()
      .find(({ id }) => id === 'dcgm-exporter')!;
    const versions = (image: string): readonly string[] => runningImages(dcgm, [image]).map(({ version }) => version);
    assert.deepEqual(versions('nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubuntu22.04'), ['4.5.3']);
    assert.deepEqual(versions('nvidia/dcgm-exporter:latest'), []);
    assert.deepEqual(versions('nvidia/dcgm-exporter'), []);
    assert.deepEqual(versions('mynvidia/dcgm-exporter:4.5.3'), []);
  });
});

describe('versions', () => {
  it('compare number by number', () => {
    for (const [version, other, expected] of [
      ['0.12', '0.9', true],
      ['0.9.2', '0.12', false],
      ['0.12.0', '0.12', true],
      ['0.12', '0.12.0', true],
      ['0.12', '0.12.1', false],
      ['1', '0.16.3', true],
    ] as const) {
      assert.equal(isAtLeast(version, other), expected, `${version} ${other}`);
    }
  });
});
