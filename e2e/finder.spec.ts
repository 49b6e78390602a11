import { tabTo } from './fixtures/tab-to.ts';
import { expect, test } from './fixtures/test.ts';

test('by keyboard alone a set is found, held, seen as held by others, and booked', async ({
  owner,
  openAs,
}) => {
  const page = await openAs('owner');
  await page.goto('/bookings/book?simulated=1&minutes=60&hours=rather_night');
  const slots = page.getByRole('region', { name: 'Slots found' });
  await tabTo(page, slots.getByRole('button', { name: /^Hold / }).first());
  await page.keyboard.press('Enter');
  const aside = page.getByRole('complementary', { name: 'What is held' });
  await expect(aside).toContainText('held for you');
  await expect(slots).toContainText('held, ');

  const [held] = await owner.holds.mine.query({});
  const theirs = await openAs('member');
  await theirs.goto('/bookings/book?simulated=1&minutes=60&hours=rather_night');
  const first = theirs.getByRole('region', { name: 'Slots found' }).getByRole('listitem').first();
  await expect(first).toBeVisible();
  await expect(first).not.toContainText(held!.machines[0]!.name);

  await tabTo(page, aside.getByLabel('For'));
  await page.keyboard.type('Found by keyboard');
  await tabTo(page, aside.getByRole('button', { name: 'Book' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/bookings\/[\w-]{36}$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Found by keyboard');
  expect(await owner.holds.mine.query({})).toEqual([]);
  const id = page.url().split('/').at(-1)!;
  const { revision } = await owner.bookings.get.query({ id });
  await owner.bookings.cancel.mutate({ id, revision });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  test('nothing found, a wish dropped, then held and let go', async ({ openAs }) => {
    const page = await openAs('member');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/bookings/book?simulated=1&macs=40&minutes=60');
    const nothing = page.getByRole('region', { name: 'Nothing found' });
    await expect(nothing).toContainText('40 Macs');
    await expect(nothing).toContainText('No gain');
    await nothing.getByRole('button', { name: 'Watch for this' }).click();
    const waits = page.getByRole('region', { name: 'What you wait for' });
    await expect(waits).toContainText('next in line');
    await waits.getByRole('button', { name: 'Stop waiting' }).click();
    await expect(waits).toHaveCount(0);

    await page.goto('/bookings/book?simulated=1&macs=1&minutes=60');
    await page
      .getByRole('button', { name: /^Hold / })
      .first()
      .click();
    const dock = page.getByRole('region', { name: 'Held now' });
    await dock.getByRole('button', { name: 'Continue' }).click();
    const sheet = page.getByRole('dialog', { name: 'Book what is held' });
    await expect(sheet.getByLabel('For')).toBeVisible();
    await sheet.getByRole('button', { name: 'Let go' }).click();
    await expect(dock).toHaveCount(0);
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(widest).toBeLessThanOrEqual(390);
  });
});
