// A server with answers that are written down, for tests of what is asked of it.
import assert from 'node:assert/strict';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';

const read = parseServerUrl('http://m:9090');
assert.ok('url' in read);
export const { url } = read;

export interface Asked {
  readonly operation: string;
  readonly form: URLSearchParams;
}

/** A server that answers as `answer` says, by operation and parameters: its `data`, or a whole reply. */
export function sourceOf(answer: (asked: Asked) => unknown) {
  const asked: Asked[] = [];
  const source = createPrometheusClient({ name: 'prod', url, now: () => 0 }, async request => {
    const parsed = new URL(request.url);
    const one = {
      operation: parsed.pathname.replace('/api/v1/', ''),
      form: request.method === 'POST' ? new URLSearchParams(request.body) : parsed.searchParams,
    };
    asked.push(one);
    const data = answer(one);
    const { status = 200, ...more } = data instanceof Fault ? data : {};
    const text = data instanceof Fault ? data.text : JSON.stringify({ status: 'success', data, ...more });
    if (text.length > request.maxBytes) return { ok: false, kind: 'too-large', detail: '' };
    const headers: Record<string, string> =
      data instanceof Fault && data.type !== undefined ? { 'content-type': data.type } : {};
    return { ok: true, status, headers, text, tookMs: 1 };
  });
  return { source, asked };
}

export class Fault {
  constructor(
    readonly status: number,
    readonly text: string,
    readonly type?: string,
  ) {}
}

export const vector = (...values: readonly number[]) => ({
  resultType: 'vector',
  result: values.map(value => ({ metric: {}, value: [0, String(value)] })),
});
