/**
 * How long a click takes in a browser, from the press to the frame after the new page or sheet stands with its data:
 * between the destinations, and of what opens over a page. The first way after a load, and the median.
 */
import { rmSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { startLab } from '../e2e/fixtures/lab.ts';
import { signInByForm } from '../e2e/fixtures/test.ts';
import { findChromium } from '../scripts/lib/chromium.mjs';
import { makeBenchFolder } from './lib/database.ts';
import { quantile } from './lib/quantile.ts';

const ROUNDS = 10;
/** Until what is fetched while a page is idle has come. */
const SETTLED_MS = 2500;
const DESTINATIONS = ['Bookings', 'Sessions', 'Chat', 'Reports', 'Macs'];
const LOADED = `!document.querySelector('[aria-label^="Loading"]')`;

type Opened = { name: string; on: string; press: (page: Page) => Promise<void>; isThere: string };
const OPENED: Opened[] = [
  {
    name: 'book sheet',
    on: '/bookings',
    press: (page) => page.getByRole('button', { name: 'Book', exact: true }).first().click(),
    isThere: `document.querySelector('[role=dialog] input[type=checkbox]')`,
  },
  {
    name: 'command palette',
    on: '/bookings',
    press: (page) => page.keyboard.press('Control+k'),
    isThere: `document.activeElement?.matches('[cmdk-input]')`,
  },
  {
    name: 'start page',
    on: '/sessions',
    press: (page) => page.getByRole('link', { name: 'New session' }).first().click(),
    isThere: `document.querySelector('h1')?.textContent === 'Start a session' && ${LOADED}`,
  },
  {
    name: 'add a Mac',
    on: '/machines',
    press: (page) => page.getByRole('button', { name: 'Add a Mac' }).first().click(),
    isThere: `document.querySelector('[role=dialog] input')`,
  },
];

async function main(): Promise<void> {
  const dataFolder = makeBenchFolder();
  const lab = await startLab({ dataFolder });
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage({
      baseURL: lab.url,
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    await signInByForm(page, lab.account('owner'));
    const prefetches = await countPrefetches(page);
    const times = new Map([...(await measureRoutes(page)), ...(await measureOpened(page))]);
    console.log(`${'prefetches of a load'.padEnd(24)} ${prefetches}`);
    const rows = [...times].map(([name, all]) => ({
      name,
      firstMs: Math.round(all[0]!),
      medianMs: Math.round(quantile(all, 0.5)),
    }));
    for (const { name, firstMs, medianMs } of rows)
      console.log(`${name.padEnd(24)} first ${firstMs} ms, median ${medianMs} ms`);
    console.log(JSON.stringify({ bench: 'route-change', prefetches, rows }));
  } finally {
    await browser.close();
    await lab.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function countPrefetches(page: Page): Promise<number> {
  let count = 0;
  page.on('request', (it) => {
    if (it.headers()['next-router-prefetch']) count += 1;
  });
  await page.reload();
  await page.waitForTimeout(SETTLED_MS);
  return count;
}

async function measureRoutes(page: Page): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const label of DESTINATIONS) {
      const before = JSON.stringify(await page.locator('h1').textContent());
      const isThere = `document.querySelector('h1')?.textContent !== ${before} && ${LOADED}`;
      const link = page.locator('nav[aria-label=Main]').getByRole('link', { name: label });
      const ms = await measure(page, () => link.click(), isThere);
      times.set(`to ${label}`, [...(times.get(`to ${label}`) ?? []), ms]);
      await page.waitForTimeout(300);
    }
  }
  return times;
}

/** Each time after a load of its page: what opens has not been opened before. */
async function measureOpened(page: Page): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  for (const { name, on, press, isThere } of OPENED) {
    const all: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await page.goto(on);
      await page.waitForTimeout(SETTLED_MS);
      all.push(await measure(page, () => press(page), isThere));
    }
    times.set(name, all);
  }
  return times;
}

/** In the page itself: what the browser's driver takes is nobody's waiting. */
async function measure(page: Page, press: () => Promise<void>, isThere: string): Promise<number> {
  await page.evaluate(`{
    globalThis.tookMs = null;
    const begin = (event) => {
      for (const it of ['pointerdown', 'keydown']) removeEventListener(it, begin, true);
      const look = () => {
        if (!(${isThere})) return void requestAnimationFrame(look);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { globalThis.tookMs = performance.now() - event.timeStamp; };
        requestAnimationFrame(() => port2.postMessage(null));
      };
      requestAnimationFrame(look);
    };
    for (const it of ['pointerdown', 'keydown']) addEventListener(it, begin, true);
  }`);
  await press();
  const took = await page.waitForFunction(() => (globalThis as { tookMs?: number | null }).tookMs ?? false);
  return Number(await took.jsonValue());
}

await main();
