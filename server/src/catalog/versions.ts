// Versions of exporters as numbers that compare, and which of them the images of a workspace run. Layer: catalog.
import type { ExporterFact, RunningImage } from './schema';

/** Exporters of the catalogue of which it knows what versions brought or took away. */
export const versionedExporters: readonly string[] = [
  'cadvisor',
  'dcgm-exporter',
  'kube-state-metrics',
  'kubelet',
  'node-exporter',
  'prometheus-server',
  'vllm',
];

/** Whether a version, digits and dots, is `other` or newer; what one does not say counts as 0. */
export function isAtLeast(version: string, other: string): boolean {
  const [own, wanted] = [partsOf(version), partsOf(other)];
  const at = wanted.findIndex((part, i) => (own[i] ?? 0) !== part);
  return at < 0 || (own[at] ?? 0) > wanted[at]!;
}

/** The images of an exporter whose tag begins with a version: `vllm/vllm-openai:v0.8.5` is 0.8.5, `…:latest` says nothing. */
export function runningImages({ images: ends }: ExporterFact, images: readonly string[]): readonly RunningImage[] {
  if (!ends) return [];
  return images.flatMap(image => {
    const colon = image.lastIndexOf(':');
    const name = `/${image.slice(0, colon)}`;
    const version = /^v?(\d+(?:\.\d+)+)/.exec(image.slice(colon + 1))?.[1];
    return colon > 0 && version !== undefined && ends.some(end => name.endsWith(`/${end}`)) ? [{ image, version }] : [];
  });
}

function partsOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}
