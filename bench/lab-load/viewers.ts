/**
 * Browsers with the Macs page open, in a process of their own: signed in, on a socket that listens to what the page
 * listens to, and asking what the page asks, when it asks it. Notes how long each reading took from the agent.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { io, type Socket } from 'socket.io-client';
import type { Hint, MetricFrame } from '@/shared/protocol/console.ts';
import { type Api, apiClient } from '../../e2e/fixtures/api.ts';

export type ViewersPlan = { url: string; cookies: string[]; viewers: number; resultFile: string };
export type ViewersResult = {
  readings: number;
  frames: number;
  hints: number;
  questions: number;
  failures: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
};

const MOST_MS = 20_000;
const MINUTE_MS = 60_000;

function createTally() {
  let delays = new Uint32Array(MOST_MS + 1);
  let counts = { readings: 0, frames: 0, hints: 0, questions: 0, failures: 0 };
  const quantile = (q: number): number => {
    let left = counts.readings * q;
    for (let ms = 0; ms <= MOST_MS; ms++) {
      left -= delays[ms]!;
      if (left <= 0) return ms;
    }
    return MOST_MS;
  };
  return {
    add: (what: keyof typeof counts): void => void counts[what]++,
    reading(delayMs: number): void {
      counts.readings++;
      delays[Math.min(MOST_MS, Math.max(0, Math.round(delayMs)))]!++;
    },
    reset(): void {
      delays = new Uint32Array(MOST_MS + 1);
      counts = { readings: 0, frames: 0, hints: 0, questions: 0, failures: 0 };
    },
    result: (): ViewersResult => ({
      ...counts,
      p50Ms: quantile(0.5),
      p95Ms: quantile(0.95),
      p99Ms: quantile(0.99),
    }),
  };
}
type Tally = ReturnType<typeof createTally>;

async function openViewer(url: string, cookie: string, tally: Tally): Promise<void> {
  const socket: Socket = io(`${url}/ui`, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie, origin: url },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const known = new Map<string, number>();
  socket.on('metrics:frame', (frame: MetricFrame) => {
    const nowMs = Date.now();
    tally.add('frames');
    for (const { machineId, atMs } of frame.machines) {
      const before = known.get(machineId);
      known.set(machineId, atMs);
      // The first one may have been there before this page was.
      if (before !== undefined && atMs > before) tally.reading(nowMs - atMs);
    }
  });
  socket.on('hints', (hints: Hint[]) => {
    for (const _ of hints) tally.add('hints');
  });
  await socket.emitWithAck('topic:subscribe', { kind: 'lab' });
  await socket.emitWithAck('topic:subscribe', { kind: 'live' });
  askAsThePageDoes(apiClient(url, cookie), tally);
}

/** The shell's question, the page's lists and curves; each browser begins its minute at another moment. */
function askAsThePageDoes(api: Api, tally: Tally): void {
  const asked = (question: Promise<unknown>): void => {
    tally.add('questions');
    question.catch(() => tally.add('failures'));
  };
  const each = (ms: number, ask: () => Promise<unknown>): void => {
    asked(ask());
    setTimeout(() => setInterval(() => asked(ask()), ms), Math.random() * ms);
  };
  each(MINUTE_MS, () => api.lab.glance.query());
  each(MINUTE_MS, () => api.machines.labNow.query());
  each(MINUTE_MS, () => api.metrics.lab.query({ hours: 6 }));
  each(MINUTE_MS, () => api.metrics.recentPower.query({ points: 15 }));
  asked(api.sessions.list.query({ limit: 20 }));
  asked(api.machines.list.query());
}

const plan = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as ViewersPlan;
const tally = createTally();
for (let index = 0; index < plan.viewers; index++) {
  await openViewer(plan.url, plan.cookies[index % plan.cookies.length]!, tally);
}
process.on('SIGUSR2', () => tally.reset());
process.on('SIGTERM', () => {
  writeFileSync(plan.resultFile, JSON.stringify(tally.result()));
  process.exit(0);
});
console.log('open');
