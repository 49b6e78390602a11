/**
 * Four weeks of 200 Macs in a browser: the timeline with some 6000 bookings, its rows scrolled from the top to the
 * bottom and back. How long its longest frame and task were, and what the portal takes to tell a week of it.
 */
import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { apiClient, signIn } from '../e2e/fixtures/api.ts';
import type { Lab } from '../e2e/fixtures/lab.ts';
import { signInByForm } from '../e2e/fixtures/test.ts';
import type { Database } from '../server/db.ts';
import { openDesk, withBrowserLab } from './lib/browser-lab.ts';
import { fillLab } from './lib/fill-lab.ts';
import { quantile } from './lib/quantile.ts';

const MACHINES = 200;
const DAYS = 28;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_FRAME_MS = 50;
const ROUNDS = 9;
/** Until the first load is there, however busy the box. */
const LOADED_MS = 120_000;

const main = (): Promise<void> =>
  withBrowserLab(async ({ lab, db, browser }) => {
    const { ids } = await fillLab(db, MACHINES);
    const bars = await fillBookings(db, ids);
    const weekMs = await measureWeek(lab);
    const page = await openDesk(browser, lab);
    await signInByForm(page, lab.account('owner'));
    const scrolled = await measureScroll(page);
    console.log(
      JSON.stringify({ bench: 'timeline', rows: MACHINES, bars, weekMs: Math.round(weekMs), ...scrolled }),
    );
    if (scrolled.worstFrameMs > MOST_FRAME_MS) process.exitCode = 1;
  });

/** About 30 bookings a machine, a fifth of them of two neighbours, written past the verbs: they take minutes for so many. */
async function fillBookings(db: Database, machineIds: readonly string[]): Promise<number> {
  const people = await db.user.findMany({ select: { id: true } });
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const startMs = today - 7 * DAY_MS;
  const bookings = [];
  const blocks = [];
  for (const [index, machineId] of machineIds.entries()) {
    for (let slot = 0; slot < DAYS + 7; slot += 1) {
      const isShared = (index + slot) % 5 === 0;
      // The neighbour before has it then.
      if ((index - 1 + slot) % 5 === 0 && index % 2 === 1) continue;
      const fromMs = startMs + slot * DAY_MS + ((index * 7 + slot * 3) % 12) * HOUR_MS;
      const startsAt = new Date(fromMs);
      const endsAt = new Date(fromMs + (2 + ((index + slot) % 5)) * HOUR_MS);
      const id = randomUUID();
      const isOver = endsAt.getTime() <= Date.now();
      const other = isShared && index % 2 === 0 ? machineIds[index + 1] : undefined;
      bookings.push({
        id,
        personId: people[(index + slot) % people.length]!.id,
        purpose: `Run ${index} ${slot}`,
        startsAt,
        endsAt,
        status: isOver ? ('ended' as const) : ('confirmed' as const),
        simulated: false,
      });
      for (const taken of [machineId, ...(other ? [other] : [])])
        blocks.push({
          machineId: taken,
          kind: 'booking' as const,
          bookingId: id,
          startsAt,
          endsAt,
          holds: false,
        });
    }
  }
  for (let at = 0; at < bookings.length; at += 1000)
    await db.booking.createMany({ data: bookings.slice(at, at + 1000) });
  for (let at = 0; at < blocks.length; at += 1000)
    await db.machineBlock.createMany({ data: blocks.slice(at, at + 1000) });
  return bookings.length;
}

async function measureWeek(lab: Lab): Promise<number> {
  const api = apiClient(lab.url, await signIn(lab.url, lab.account('owner')));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now();
    const from = new Date(Date.now() + round * 60_000);
    await api.bookings.list.query({ from, to: new Date(from.getTime() + 7 * DAY_MS) });
    times.push(performance.now() - startedMs);
  }
  return quantile(times, 0.5);
}

type Scrolled = { worstFrameMs: number; p95FrameMs: number; frames: number; longestTaskMs: number };

/** A wheel’s notch a frame, in the page itself: what the browser’s driver takes is nobody’s waiting. */
const SCROLL = `(async () => {
  const area = document.querySelector('.timeline-scroll');
  const frames = [];
  let longestTaskMs = 0;
  new PerformanceObserver((list) => {
    for (const it of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, it.duration);
  }).observe({ entryTypes: ['longtask'] });
  const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let before = await next();
  for (const step of [90, -140]) {
    for (;;) {
      const top = area.scrollTop;
      area.scrollTop += step;
      const at = await next();
      frames.push(at - before);
      before = at;
      if (area.scrollTop === top) break;
    }
  }
  return { frames, longestTaskMs };
})()`;

async function measureScroll(page: Page): Promise<Scrolled> {
  await page.goto('/bookings?view=4weeks');
  await page.locator('.timeline-row .booking-hit').first().waitFor({ state: 'attached', timeout: LOADED_MS });
  await page.waitForLoadState('networkidle');
  const { frames, longestTaskMs } = (await page.evaluate(SCROLL)) as {
    frames: number[];
    longestTaskMs: number;
  };
  return {
    worstFrameMs: Math.round(Math.max(...frames)),
    p95FrameMs: Math.round(quantile(frames, 0.95)),
    frames: frames.length,
    longestTaskMs: Math.round(longestTaskMs),
  };
}

await main();
