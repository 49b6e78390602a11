import { randomUUID } from 'node:crypto';
import type { Api } from './fixtures/api.ts';
import { findings } from './fixtures/axe.ts';
import { expect, test } from './fixtures/test.ts';

const HOUR_MS = 3_600_000;

async function bookAndCancel(member: Api, owner: Api) {
  const { machines } = await member.machines.list.query();
  const booking = await member.bookings.create.mutate({
    id: randomUUID(),
    machineIds: [machines.find((it) => it.simulated)!.id],
    startsAt: new Date(Date.now() + 30 * HOUR_MS),
    endsAt: new Date(Date.now() + 31 * HOUR_MS),
    purpose: `Night run ${randomUUID().slice(0, 6)}`,
  });
  await owner.bookings.cancel.mutate({ id: booking.id, revision: booking.revision });
  return booking;
}

test('what an admin does to a booking is told at once, stands in the inbox and leads to it', async ({
  openAs,
  owner,
  member,
}) => {
  const page = await openAs('member');
  await page.goto('/inbox');
  await expect(page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible();
  const booking = await bookAndCancel(member, owner);
  const title = `“${booking.purpose}” was cancelled`;
  await expect(page.getByRole('listitem').filter({ hasText: title }).first()).toBeVisible();
  await expect(page.locator('[data-sonner-toast]').filter({ hasText: title })).toBeVisible();
  await page.getByRole('link', { name: title }).click();
  await expect(page).toHaveURL(`/bookings/${booking.id}`);
  await page.goto('/inbox');
  await page.getByRole('button', { name: `Mark unread: ${title}` }).click();
  await expect(page.getByRole('button', { name: `Mark read: ${title}` })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Mark all read' }).click();
  await expect(page.getByText('nothing unread')).toBeVisible();
  const beside = page.getByRole('navigation', { name: 'More' });
  await expect(beside.getByRole('link', { name: 'Inbox', exact: true })).toBeVisible();
});

test('what happens while a page has not connected yet is told once it has', async ({
  openAs,
  owner,
  member,
}) => {
  const [page, other] = [await openAs('member'), await openAs('member')];
  await other.goto('/machines');
  const gate = Promise.withResolvers<void>();
  await page.routeWebSocket('**/socket.io/**', async (socket) => {
    await gate.promise;
    socket.connectToServer();
  });
  await page.goto('/inbox');
  await expect(page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible();
  const { purpose } = await bookAndCancel(member, owner);
  const title = `“${purpose}” was cancelled`;
  // Who is connected has heard of it: no hint of it is on its way any more.
  await expect(other.locator('[data-sonner-toast]').filter({ hasText: title })).toBeVisible();
  gate.resolve();
  await expect(page.locator('[data-sonner-toast]').filter({ hasText: title })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: title }).first()).toBeVisible();
});

test('one chooses how one is told, and a calendar follows an address until it is taken back', async ({
  openAs,
}) => {
  const page = await openAs('viewer');
  await page.goto('/settings/notifications');
  const tick = page.getByRole('checkbox', { name: 'A booking of yours ends soon: E-mail' });
  await tick.check();
  await expect(tick).toBeEnabled();
  await expect(async () => {
    await page.reload();
    await expect(tick).toBeChecked({ timeout: 1000 });
  }).toPass();
  // A page that was just loaded hears of a click only once it is alive.
  await expect(() => tick.uncheck({ timeout: 2000 })).toPass();
  await page.getByRole('button', { name: 'Make an address' }).click();
  const url = (await page.locator('pre[aria-label="Calendar address"]').textContent())!;
  const feed = await page.request.get(url);
  expect(feed.headers()['content-type']).toBe('text/calendar; charset=utf-8');
  expect(await feed.text()).toMatch(/^BEGIN:VCALENDAR\r\n/);
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Take back the address for your own bookings' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take back address' }).click();
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(page.getByText('last read')).toHaveCount(0);
  expect((await page.request.get(url)).status()).toBe(404);
});

test('an admin changes an alert rule, sees why marks are refused, and silences it; a member reads what fired', async ({
  openAs,
}) => {
  const page = await openAs('owner');
  await page.goto('/inbox/rules');
  await page.getByRole('button', { name: 'More of Disk low' }).click();
  await page.getByRole('menuitem', { name: 'Change…' }).click();
  const clears = page.getByLabel('Clears at, % or more');
  await clears.fill('5');
  await expect(page.getByText('It has to clear at or above where it fires')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  expect(await findings(page)).toEqual([]);
  await clears.fill('25');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('clears at 25 % or more').filter({ visible: true })).toBeVisible();
  await page.getByRole('button', { name: 'More of Disk low' }).click();
  await page.getByRole('menuitem', { name: 'Silence…' }).click();
  await page.getByLabel('Why').fill('new disks come');
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Silenced' })).toContainText('Disk low');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'End the silence of Disk low' }).click();
  await expect(page.getByRole('region', { name: 'Silenced' })).toBeHidden();
  const member = await openAs('member');
  await member.goto('/inbox/alerts');
  await expect(member.getByRole('link', { name: 'Alerts', exact: true })).toBeVisible();
  await expect(member.getByRole('link', { name: 'Alert rules' })).toBeHidden();
  expect(await findings(member)).toEqual([]);
});
