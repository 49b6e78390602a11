import type { Server } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { singleton } from './singleton.ts';

/** How often the loop is looked at; a look that is in time comes after so long, which is no delay. */
const LOOK_MS = 20;
const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;
export type PortalFigures = {
  /** Since the last look, in seconds. */
  loopDelayP99Seconds: number;
  loopDelayMaxSeconds: number;
  requests: { code: string; count: number }[];
  requestSeconds: number;
  sockets: number;
};

/** How this process does: its event loop, what it was asked, who is connected. */
const meter = singleton('portal-meter', () => {
  const loop = monitorEventLoopDelay({ resolution: LOOK_MS });
  loop.enable();
  return { loop, requests: new Map<string, number>(CLASSES.map((it) => [it, 0])), seconds: 0, sockets: 0 };
});

export function meterServer(server: Server): void {
  server.on('request', (_req, res) => {
    const startedMs = performance.now();
    res.once('close', () => {
      const code = `${Math.floor(res.statusCode / 100)}xx`;
      meter.requests.set(code, (meter.requests.get(code) ?? 0) + 1);
      meter.seconds += (performance.now() - startedMs) / 1000;
    });
  });
  server.on('upgrade', (_req, socket) => {
    meter.sockets += 1;
    socket.once('close', () => void (meter.sockets -= 1));
  });
}

export function readPortalMeter(): PortalFigures {
  const { loop, requests, seconds, sockets } = meter;
  const figures = {
    loopDelayP99Seconds: delayOf(loop.percentile(99)),
    loopDelayMaxSeconds: delayOf(loop.max),
    requests: [...requests].map(([code, count]) => ({ code, count })),
    requestSeconds: seconds,
    sockets,
  };
  loop.reset();
  return figures;
}

const delayOf = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - LOOK_MS / 1000);
