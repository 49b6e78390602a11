/**
 * A lab of 200 Macs with 300 cables in a browser: from the press or the load to the page with its content, ready to be
 * used, for the list, the cables and what fits; and what the portal takes to judge a set of eight. The median of many.
 */
import type { Page } from '@playwright/test';
import { apiClient, signIn } from '../e2e/fixtures/api.ts';
import type { Lab } from '../e2e/fixtures/lab.ts';
import { signInByForm } from '../e2e/fixtures/test.ts';
import { openDesk, withBrowserLab } from './lib/browser-lab.ts';
import { fillLab } from './lib/fill-lab.ts';
import { quantile } from './lib/quantile.ts';

const MACHINES = Number(process.env['MACHINES'] ?? 200);
const ROUNDS = Number(process.env['ROUNDS'] ?? 9);
const SET = 8;
/** Until what is fetched while a page is idle has come. */
const SETTLED_MS = 1500;
/** Each with something that only its content has, and that answers. */
const PAGES = [
  {
    name: 'list',
    path: '/machines',
    tab: 'List',
    content: 'li.machine-row .machine-name a[href]',
    rows: MACHINES,
  },
  {
    name: 'cables',
    path: '/machines/cables',
    tab: 'Cables',
    content: '.cable-list tbody td:first-child a[href]',
    rows: (MACHINES * 3) / 2,
  },
  {
    name: 'fits',
    path: '/machines/fits',
    tab: 'What fits',
    content: 'li.fit-row .fit-buttons button',
    rows: 1,
  },
] as const;

const main = (): Promise<void> =>
  withBrowserLab(async ({ lab, db, browser }) => {
    const { ids, links } = await fillLab(db, MACHINES);
    const portal = await measurePortal(lab, ids.slice(0, SET));
    const page = await openDesk(browser, lab);
    await page.addInitScript(WATCH);
    await signInByForm(page, lab.account('owner'));
    const rows = [...(await measureLoads(page)), ...(await measureClicks(page))];
    console.log(JSON.stringify({ bench: 'lab-200', machines: MACHINES, links, portal, rows }));
  });

type Row = { name: string; medianMs: number; bestMs: number; worstMs: number };
/** Told as soon as it is known: all of it takes minutes. */
function toRow(name: string, times: readonly number[]): Row {
  const [medianMs, bestMs, worstMs] = [quantile(times, 0.5), Math.min(...times), Math.max(...times)].map(
    Math.round,
  ) as [number, number, number];
  console.log(`${name.padEnd(28)} median ${medianMs} ms, best ${bestMs}, worst ${worstMs}`);
  return { name, medianMs, bestMs, worstMs };
}

/** Whole requests over HTTP, each after what an earlier one left behind for others is forgotten. */
async function measurePortal(lab: Lab, machineIds: string[]): Promise<Row[]> {
  const api = apiClient(lab.url, await signIn(lab.url, lab.account('owner')));
  const asked: [string, () => Promise<unknown>][] = [
    ['ask machines.list', () => api.machines.list.query()],
    ['ask cables.map', () => api.cables.map.query()],
    ['ask cables.checkSet of 8', () => api.cables.checkSet.query({ machineIds })],
    ['ask planning.fit', () => api.planning.fit.query({ modelId: 'gpt-oss-120b' })],
  ];
  const rows: Row[] = [];
  for (const [name, ask] of asked) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
      const startedMs = performance.now();
      await ask();
      times.push(performance.now() - startedMs);
    }
    rows.push(toRow(name, times.slice(1)));
  }
  return rows;
}

/** In the page itself: what the browser's driver takes is nobody's waiting. Usable is drawn, and answering to a press. */
const WATCH = `globalThis.whenUsable = (content, rows, sinceMs) => new Promise((resolve) => {
  const answers = (it) => Object.keys(it).some((key) => key.startsWith('__reactProps'));
  const look = () => {
    const all = document.querySelectorAll(content);
    if (all.length < rows || !answers(all[0]) || document.querySelector('[aria-label^="Loading"]')) return void requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now() - sinceMs);
    requestAnimationFrame(() => port2.postMessage(null));
  };
  requestAnimationFrame(look);
});
addEventListener('click', (event) => { globalThis.clickedMs = event.timeStamp; }, true);`;

/** From `sinceMs` of the page's own clock: until its first content answers, and until all of it is there. */
async function measure(
  page: Page,
  { content, rows }: (typeof PAGES)[number],
  sinceMs: string,
): Promise<Times> {
  const when = (count: number) => `whenUsable(${JSON.stringify(content)}, ${count}, ${sinceMs})`;
  const both = `Promise.all([${when(1)}, ${when(rows)}])`;
  const [usableMs, wholeMs] = (await page.evaluate(both)) as [number, number];
  return { usableMs, wholeMs };
}

type Times = { usableMs: number; wholeMs: number };
const toRows = (name: string, times: readonly Times[]): Row[] => [
  toRow(
    name,
    times.map((it) => it.usableMs),
  ),
  toRow(
    `${name}, all of it`,
    times.map((it) => it.wholeMs),
  ),
];

async function measureLoads(page: Page): Promise<Row[]> {
  const rows: Row[] = [];
  for (const it of PAGES) {
    const times: Times[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.goto(it.path, { waitUntil: 'commit' });
      times.push(await measure(page, it, '0'));
      await page.waitForTimeout(SETTLED_MS);
    }
    rows.push(...toRows(`load ${it.name}`, times));
  }
  return rows;
}

/** From the page beside it, whose own data has come: the first way there, with nothing of it read yet. */
async function measureClicks(page: Page): Promise<Row[]> {
  const rows: Row[] = [];
  for (const it of PAGES) {
    const times: Times[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.goto(it.name === 'cables' ? '/machines/fits' : '/machines/cables');
      await page.waitForTimeout(2 * SETTLED_MS);
      const views = page.getByRole('navigation', { name: 'Views' });
      await views.getByRole('link', { name: it.tab }).click({ noWaitAfter: true });
      times.push(await measure(page, it, 'globalThis.clickedMs'));
    }
    rows.push(...toRows(`click ${it.name}`, times));
  }
  return rows;
}

await main();
