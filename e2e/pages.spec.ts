import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { colourFindings, findings, OPEN_SHEET } from './fixtures/axe.ts';
import { allRoutes } from './fixtures/routes.ts';
import { expect, PHONE, test } from './fixtures/test.ts';

// Of 1440 × 900 at 200 %, an iPad and a wall. Only the width is asked for: drawing the whole of a wall takes a second.
const SIZES = [PHONE.viewport, ...[720, 820, 3840].map((width) => ({ width, height: 450 }))];

/** Addresses under which a sheet stands over its page. */
const SHEET = /[?&](add|book|change|commands|enter|models|read)=/;

type Within = { next: { router: { push(path: string): void } } };
/** As a link does, which is half the work of loading it anew; what is loaded anew the phone shows. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => (globalThis as unknown as Within).next.router.push(to), path);
  await page.waitForURL((url) => url.pathname + url.search === path);
}

async function open(page: Page, path: string, isFollowed = false): Promise<void> {
  await (isFollowed ? goTo(page, path) : page.goto(path));
  // Behind a sheet the page is hidden; its own title is the sheet's.
  await expect(page.getByRole('heading', { level: SHEET.test(path) ? 2 : 1 }).first()).toBeVisible();
  await expect(page.getByText(/^Loading \w/)).toHaveCount(0);
}

type Looked = { sizes: typeof SIZES; isFollowed?: boolean; isDarkToo?: boolean; isReadToo?: boolean };
async function check(
  page: Page,
  path: string,
  { sizes, isFollowed, isDarkToo, isReadToo = true }: Looked,
): Promise<void> {
  const asOpened = page.viewportSize()!;
  await open(page, path, isFollowed);
  if (isReadToo) {
    // The page under it has an address of its own.
    const part = (await page.locator(OPEN_SHEET).count()) > 0 ? OPEN_SHEET : undefined;
    expect.soft(await findings(page, part), `${path} in light`).toEqual([]);
  }
  if (isDarkToo) {
    // A theme changes colours alone.
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect.soft(await colourFindings(page), `${path} in dark`).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }
  for (const size of sizes) {
    await page.setViewportSize(size);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(width, `${path} at ${size.width}`).toBeLessThanOrEqual(size.width);
  }
  await page.setViewportSize(asOpened);
}

// In parts that two workers share: one after the other they are the longest of all.
const PARTS = 2;
test.describe('pages', () => {
  test.describe.configure({ mode: 'parallel' });
  for (const part of Array.from({ length: PARTS }, (_, index) => index)) {
    test(`every page is readable in both themes and fits every screen, part ${part + 1}`, async ({
      openAs,
      owner,
    }) => {
      test.setTimeout(180_000);
      const { paths, onPhone, giveBack } = await allRoutes(owner);
      const ofPart = (all: readonly string[]) => all.filter((_, index) => index % PARTS === part);
      const page = await openAs('owner');
      await page.goto('/machines');
      // A sheet and a view have the colours of their page.
      for (const path of ofPart(paths))
        await check(page, path, { sizes: SIZES, isFollowed: true, isDarkToo: !path.includes('?') });
      const phone = await openAs('owner', PHONE);
      // The colours are those of the desk; what a phone alone has, its bar, stands on every page: every other one is read.
      for (const [index, path] of ofPart(onPhone).entries())
        await check(phone, path, {
          sizes: [PHONE.viewport],
          isDarkToo: index === 0,
          isReadToo: index % 2 === 0,
        });
      await giveBack();
    });
  }
});

test('what colour tells is seen where the system chooses the colours', async ({ openAs, owner }) => {
  const { machines } = await owner.machines.list.query();
  const booking = await owner.bookings.create.mutate({
    id: randomUUID(),
    machineIds: [machines.find((it) => it.simulated)!.id],
    startsAt: new Date(),
    endsAt: new Date(Date.now() + 3_600_000),
    purpose: 'Seen in any colour',
  });
  const page = await openAs('owner');
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page, '/bookings?view=day');
  const seen = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { backgroundColor, outlineStyle, borderBottomColor } = getComputedStyle(element);
        const ground = getComputedStyle(document.body).backgroundColor;
        const isClear = backgroundColor.startsWith('rgba') && backgroundColor.endsWith(', 0)');
        return {
          isFilled: backgroundColor !== ground && !isClear,
          isOutlined: outlineStyle !== 'none',
          isUnderlined: borderBottomColor !== ground,
        };
      });
  expect(await seen('.booking-hit .booking-bar[data-kind="mine"]:not([data-past])')).toMatchObject({
    isFilled: true,
  });
  expect(await seen('.side-link[aria-current]')).toMatchObject({ isOutlined: true });
  expect(await seen('.side-link:not([aria-current])')).toMatchObject({ isOutlined: false });
  expect(await seen('nav[aria-label="Views"] [aria-current]')).toMatchObject({ isUnderlined: true });
  expect(await seen('nav[aria-label="Views"] a:not([aria-current])')).toMatchObject({ isUnderlined: false });
  await open(page, '/machines');
  expect(await seen('[data-meter] > span')).toMatchObject({ isFilled: true });
  expect(await seen('[data-meter]')).toMatchObject({ isFilled: false });
  const { revision } = await owner.bookings.get.query({ id: booking.id });
  await owner.bookings.end.mutate({ id: booking.id, revision });
});

test('a phone has a way to everything', async ({ openAs }) => {
  const page = await openAs('owner', PHONE);
  await page.goto('/machines');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Settings and profile' }).click();
  await page.waitForURL('**/settings');
});
