// A transport with answers that are written down, for tests of the client.
import assert from 'node:assert/strict';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import type { Transport, TransportFailure, TransportRequest } from '../../../server/src/datasource/transport';

export function urlOf(text: string) {
  const read = parseServerUrl(text);
  assert.ok('url' in read);
  return read.url;
}

export interface Scripted {
  readonly status?: number;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

export function scripted(answer: Scripted | TransportFailure | ((request: TransportRequest) => Scripted)) {
  const requests: TransportRequest[] = [];
  const transport: Transport = async request => {
    requests.push(request);
    if ('kind' in answer) return answer;
    const reply = typeof answer === 'function' ? answer(request) : answer;
    return { ok: true, status: reply.status ?? 200, headers: reply.headers ?? {}, text: reply.text ?? '', tookMs: 1 };
  };
  const client = createPrometheusClient(
    {
      name: 'prod',
      url: urlOf('http://metrics:9090/prom'),
      headers: { authorization: 'Bearer s3cret-token' },
      secrets: ['s3cret-token'],
    },
    transport,
  );
  return { client, requests };
}

export const apiError = (errorType: string, error: string) => JSON.stringify({ status: 'error', errorType, error });
