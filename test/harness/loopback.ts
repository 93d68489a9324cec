// A server on a free port of this machine that answers as a test says, and stops by itself.
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Server } from 'node:net';
import { Worker } from 'node:worker_threads';

export interface Loopback {
  readonly url: string;
  readonly port: number;
  /** What was asked, in order. */
  readonly seen: readonly Seen[];
  /** Says how requests are answered from now on. */
  answer(handler: http.RequestListener): void;
  stop(): Promise<void>;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Starts one; with certificates it speaks https. */
export async function startLoopback(handler: http.RequestListener, tls?: https.ServerOptions): Promise<Loopback> {
  let current = handler;
  const seen: Seen[] = [];
  const listener: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      current(request, response);
    });
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  const port = await listen(server);
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    seen,
    answer: next => {
      current = next;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

/** Lets a server listen; gives its port. */
export function listen(server: Server): Promise<number> {
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** A port at which nothing listens. */
export async function idlePort(): Promise<number> {
  const server = http.createServer();
  const port = await listen(server);
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** A port to which nobody can connect although somebody listens: its queue is full, and more are not even refused. */
export async function startDeaf(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  const port = await new Promise<number>(resolve => worker.once('message', resolve));
  const waiting = Array.from({ length: 16 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
  return {
    port,
    async stop() {
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
}
