import { randomUUID } from 'node:crypto';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import { findings } from './fixtures/axe.ts';
import { expect, test } from './fixtures/test.ts';

const HOUR_MS = 3_600_000;

test('an admin plans maintenance: it keeps bookings away, is seen in the timeline, and is called off', async ({
  openAs,
  member,
}) => {
  const { machines } = await member.machines.list.query();
  const machine = machines.find((it) => it.simulated)!;
  const book = () =>
    member.bookings.create.mutate({
      id: randomUUID(),
      machineIds: [machine.id],
      startsAt: new Date(Date.now() + 60_000),
      endsAt: new Date(Date.now() + HOUR_MS),
      purpose: 'In the way',
    });

  const page = await openAs('owner');
  await page.goto(`/machines/${machine.id}`);
  await page.getByRole('button', { name: `More about ${machine.name}` }).click();
  await page.getByRole('menuitem', { name: 'Plan maintenance…' }).click();
  const dialog = page.getByRole('dialog', { name: `Plan maintenance of ${machine.name}` });
  await dialog.getByLabel('What is done').fill('Dust filters');
  await dialog.getByRole('button', { name: 'Plan maintenance' }).click();
  await expect(dialog).toBeHidden();
  const section = page.getByRole('region', { name: /^Maintenance, times in/ });
  await expect(section).toContainText('Dust filters');
  await expect(book()).rejects.toThrow(new RegExp(`${machine.name} is in maintenance until`));

  await page.goto('/bookings?view=day');
  await expect(
    page.getByRole('link', { name: new RegExp(`Maintenance of ${machine.name}: Dust`) }),
  ).toBeVisible();
  expect(await findings(page)).toEqual([]);

  await page.goto(`/machines/${machine.id}`);
  await section.getByRole('button', { name: /Call off…|End…/ }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^(Call off|End maintenance)$/ })
    .click();
  // An open dialog hides what is behind it.
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(section).toHaveCount(0);
  const booking = await book();
  await member.bookings.cancel.mutate({ id: booking.id, revision: booking.revision });
});

test('who is in the way is asked, moves it, and the maintenance takes hold', async ({
  openAs,
  owner,
  member,
}) => {
  const { machines } = await member.machines.list.query();
  const [first, second] = machines.filter((it) => it.simulated);
  const startsAt = new Date(Math.ceil((Date.now() + 30 * HOUR_MS) / HOUR_MS) * HOUR_MS);
  const booking = await member.bookings.create.mutate({
    id: randomUUID(),
    machineIds: [first!.id],
    startsAt,
    endsAt: new Date(startsAt.getTime() + 2 * HOUR_MS),
    purpose: 'Asked to move',
  });
  const zone = (await member.team.me.query()).lab.timeZone;
  const { day, time } = toLocal(startsAt, zone);

  const page = await openAs('owner');
  await page.goto(`/machines/maintenance?plan=1&machines=${first!.id},${second!.id}`);
  await page.getByLabel('Day', { exact: true }).fill(day);
  await page.getByLabel('Time', { exact: true }).fill(time);
  await page.getByRole('button', { name: 'Ask to move' }).click();
  await page.getByLabel('What is done').fill('Cable between them');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Plan it and ask 1' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'Cable between them' });
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(row.getByRole('link', { name: /Asked to move/ })).toBeVisible();
  await expect(row).toContainText('waits until it is gone');
  expect(await findings(page)).toEqual([]);

  const theirs = await openAs('member');
  await theirs.goto('/bookings');
  const notice = theirs.getByRole('list', { name: 'Notices of your bookings' });
  await expect(notice).toContainText('was asked to make way');
  expect(await findings(theirs)).toEqual([]);
  await notice.getByRole('button', { name: 'Move it…' }).click();
  await theirs.getByRole('dialog').getByRole('button', { name: 'Move booking' }).click();
  await expect(theirs.getByRole('dialog')).toBeHidden();
  await expect(notice).toHaveCount(0);
  await expect(row).toContainText('Nobody is in the way');

  await row.getByRole('button', { name: /^Call off/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Call off' }).click();
  await expect(row).toHaveCount(0);
  const moved = await member.bookings.get.query({ id: booking.id });
  await member.bookings.cancel.mutate({ id: moved.id, revision: moved.revision });
  expect((await owner.maintenance.list.query({})).windows).toEqual([]);
});

test('maintenance comes again until it is ended; a machine wants a qualification until it is deleted', async ({
  openAs,
  owner,
}) => {
  const { machines } = await owner.machines.list.query();
  const machine = machines.find((it) => it.simulated)!;
  const page = await openAs('owner');
  await page.goto(`/machines/maintenance?plan=1&machines=${machine.id}`);
  await page.getByLabel('How often').selectOption('by the month');
  await page.getByLabel('Every how many').selectOption('2 months');
  await page.getByLabel('What is done').fill('Disk check');
  await expect(page.getByRole('region', { name: 'Dates' })).toContainText('nobody in the way');
  await page.getByRole('button', { name: 'Plan it' }).click();
  const recurring = page.getByRole('region', { name: 'Recurring' });
  await expect(recurring).toContainText('Every 2 months');
  await recurring.getByRole('button', { name: /^End Every/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End it' }).click();
  await expect(recurring).toContainText('None.');
  await expect(page.locator('body')).not.toBeFocused();
  expect((await owner.maintenance.list.query({})).windows).toEqual([]);

  await page.goto('/settings/qualifications');
  await page.getByRole('button', { name: 'Add a qualification' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a qualification' });
  await dialog.getByLabel('Name').fill('Careful hands');
  await dialog.getByLabel(new RegExp(`^${machine.name}`)).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('region', { name: 'Careful hands' })).toContainText('Nobody has it yet');
  expect(await findings(page)).toEqual([]);
  const theirs = await openAs('member');
  await theirs.goto('/bookings?book=1');
  const choice = theirs.getByRole('checkbox', { name: new RegExp(machine.name) });
  await expect(choice).toBeDisabled();
  await page.getByRole('button', { name: 'Delete Careful hands' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete qualification' }).click();
  await expect(page.getByRole('region', { name: 'Careful hands' })).toHaveCount(0);
  await expect(choice).toBeEnabled();
});
