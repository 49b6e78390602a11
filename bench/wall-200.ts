/**
 * The wall with 200 Macs, each read once a second by a real agent: how evenly Chromium draws it. Times between frames
 * and long tasks, of the wall and of an empty page by turns in one browser, while the portal, its database and the
 * agents run on the same machine: what the empty page misses is this machine's, not the wall's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { apiClient, signIn } from '../e2e/fixtures/api.ts';
import { end, ready, until } from '../e2e/fixtures/lab.ts';
import { withBrowserLab } from './lib/browser-lab.ts';
import { playAgents } from './lib/play-agents.ts';
import { quantile } from './lib/quantile.ts';

const MACHINES = Number(process.env['MACHINES'] ?? 200);
const ROUNDS = Number(process.env['ROUNDS'] ?? 4);
const ROUND_MS = 15_000;
/** They join one after the other. */
const CONNECTED_MS = 300_000;
const SIZE = { width: 1920, height: 1080 };
/** A frame of 60 a second, and a bit for the clock's own roughness. */
const FRAME_MS = 16.7;
const EMPTY = 'data:text/html,<title>Empty</title>';

type Drawn = { frames: number[]; longTasks: number[]; changes: number };

type Told = Drawn & { work: Work };
/** Milliseconds of the page's main thread a second. */
type Work = Record<'scriptMs' | 'styleMs' | 'layoutMs' | 'taskMs', number>;

const main = (): Promise<void> =>
  withBrowserLab(async ({ lab, browser }) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wall-'));
    const api = apiClient(lab.url, await signIn(lab.url, lab.account('owner')));
    const agents = await playAgents(lab, api, folder, MACHINES);
    try {
      await until(
        CONNECTED_MS,
        `${MACHINES} agents to be connected`,
        async () => ((await ready(lab.url))?.agentsOnline ?? 0) >= MACHINES,
      );
      console.log(`${MACHINES} agents are there`);
      const { url } = await api.walls.makeLink.mutate({ name: 'Bench', showsNames: true, days: null });
      const context = await browser.newContext({ viewport: SIZE });
      const [wall, empty] = [await context.newPage(), await context.newPage()];
      await empty.goto(EMPTY);
      await wall.goto(`${lab.url}/wall?show=simulated#${url.split('#')[1]}`);
      await wall
        .locator('.w-tile')
        .nth(MACHINES - 1)
        .waitFor();
      const work = { wall: await watchWork(wall), empty: await watchWork(empty) };
      const rounds: { wall: Told; empty: Told }[] = [];
      for (let round = 0; round < ROUNDS; round += 1)
        rounds.push({ wall: await draw(wall, work.wall), empty: await draw(empty, work.empty) });
      const rows = (['empty', 'wall'] as const).map((name) =>
        toRow(
          name,
          rounds.map((it) => it[name]),
        ),
      );
      console.log(JSON.stringify({ bench: 'wall-200', machines: MACHINES, ...SIZE, rows }));
    } finally {
      await end(agents);
      rmSync(folder, { recursive: true, force: true });
    }
  });

/** One page in front for a while; what lies behind another is not drawn. */
async function draw(page: Page, session: CDPSession): Promise<Told> {
  await page.bringToFront();
  const before = await readWork(session);
  const drawn = await page.evaluate<Drawn>(WATCH);
  const after = await readWork(session);
  const each = (kind: keyof Work): number => ((after[kind] - before[kind]) * 1000) / ROUND_MS;
  const work = {
    scriptMs: each('scriptMs'),
    styleMs: each('styleMs'),
    layoutMs: each('layoutMs'),
    taskMs: each('taskMs'),
  };
  return { ...drawn, work };
}

async function watchWork(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return session;
}

async function readWork(session: CDPSession): Promise<Work> {
  const { metrics } = await session.send('Performance.getMetrics');
  const ms = (name: string): number => (metrics.find((it) => it.name === name)?.value ?? 0) * 1000;
  return {
    scriptMs: ms('ScriptDuration'),
    styleMs: ms('RecalcStyleDuration'),
    layoutMs: ms('LayoutDuration'),
    taskMs: ms('TaskDuration'),
  };
}

/** The first frames are the way to the front. */
const WATCH = `new Promise((resolve) => {
  const [frames, longTasks] = [[], []];
  let changes = 0;
  const tasks = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((it) => it.duration)));
  tasks.observe({ type: 'longtask' });
  const texts = new MutationObserver((list) => { changes += list.length; });
  texts.observe(document.body, { characterData: true, childList: true, subtree: true });
  const startedMs = performance.now();
  let lastMs = startedMs;
  const frame = () => {
    const nowMs = performance.now();
    frames.push(nowMs - lastMs);
    lastMs = nowMs;
    if (nowMs - startedMs < ${ROUND_MS}) return void requestAnimationFrame(frame);
    tasks.disconnect();
    texts.disconnect();
    resolve({ frames: frames.slice(5), longTasks, changes });
  };
  requestAnimationFrame(frame);
})`;

function toRow(name: string, drawn: readonly Told[]) {
  const frames = drawn.flatMap((it) => it.frames);
  const tasks = drawn.flatMap((it) => it.longTasks);
  const seconds = (ROUNDS * ROUND_MS) / 1000;
  const round = (value: number): number => Number(value.toFixed(1));
  const row = {
    name,
    framesPerSecond: round(frames.length / seconds),
    p50Ms: round(quantile(frames, 0.5)),
    p95Ms: round(quantile(frames, 0.95)),
    p99Ms: round(quantile(frames, 0.99)),
    overShare: Number((frames.filter((it) => it > FRAME_MS + 0.5).length / frames.length).toFixed(3)),
    overTwoFramesShare: Number((frames.filter((it) => it > 2 * FRAME_MS).length / frames.length).toFixed(3)),
    longTasks: tasks.length,
    longestTaskMs: round(Math.max(0, ...tasks)),
    work: Object.fromEntries(
      (['scriptMs', 'styleMs', 'layoutMs', 'taskMs'] as const).map((kind) => [
        kind,
        round(drawn.reduce((sum, it) => sum + it.work[kind], 0) / drawn.length),
      ]),
    ),
    changesPerSecond: round(drawn.reduce((sum, it) => sum + it.changes, 0) / seconds),
  };
  console.log(
    `${name.padEnd(6)} p95 ${row.p95Ms} ms, over 16.7 ms ${row.overShare}, long tasks ${row.longTasks}`,
  );
  return row;
}

await main();
