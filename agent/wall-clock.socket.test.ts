import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AgentLab, askToCount, openAgentLab } from './testing/agent-lab.ts';
import { driveToReady } from './testing/drive-session.ts';
import { until } from './testing/until.ts';

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

/** Loaded before the agent: its wall clock is off by `skews[i]` from `i × everyMs` after its start on. */
function wallClock(skews: readonly number[], everyMs: number): string {
  const program = `
    const RealDate = Date, real = RealDate.now, start = performance.now();
    const skewMs = () => ${JSON.stringify(skews)}[Math.min(${skews.length - 1}, Math.floor((performance.now() - start) / ${everyMs}))];
    globalThis.Date = class extends RealDate {
      constructor(...args) { if (args.length === 0) super(real() + skewMs()); else super(...args); }
      static now() { return real() + skewMs(); }
    };`;
  return `--import=data:text/javascript,${encodeURIComponent(program)}`;
}
const HOUR_MS = 3_600_000;

test.each([
  ['is 40 s behind', [-40_000]],
  ['jumps an hour ahead and back', [0, HOUR_MS, -HOUR_MS]],
] as const)('a Mac whose clock %s says everything in the portal’s time', async (_name, skews) => {
  const sinceMs = Date.now();
  await lab.start(0, { env: { NODE_OPTIONS: wallClock(skews, 2500) } });
  const agent = await lab.portal.agent(0);
  const { fence } = await driveToReady([agent], { sessionId: 'skewed', modelId: 'espalier-demo' });
  const messages = askToCount(300, 20);
  await agent.send('generation:start', {
    ...fence,
    generationId: 'g',
    messages,
    settings: { temperature: 0 },
    maxTokens: 5000,
  });
  const { deltas, end } = await lab.ended('g', 30_000);
  await until(() => agent.chunks.length >= 4, 'chunks come');
  const skewsTold = new Set(
    agent.heartbeats.map(
      (it) => Math.round((it.wallTime!.getTime() - it.reading!.at.getTime()) / 10_000) * 10_000,
    ),
  );
  // The wall clock did what it was told to; a reading is up to a second older than its heartbeat.
  for (const skew of skews) expect(skewsTold).toContain(skew);
  const chunks = agent.chunks.flatMap((it) => it.chunks);
  const times = [
    ...agent.live.map((it) => it.at),
    ...chunks.flatMap((it) => [it.fromAt, it.toAt]),
    ...deltas.map((it) => it.at),
    ...agent.states.map((it) => it.at),
    ...agent.lines.map((it) => it.at),
    end.at,
  ].map((it) => it.getTime());
  expect(Math.min(...times)).toBeGreaterThan(sinceMs - 500);
  expect(Math.max(...times)).toBeLessThan(Date.now() + 500);
  // One series: what jumped is not what the readings are counted by.
  expect(new Set(agent.chunks.map((it) => it.bootId)).size).toBe(1);
});
