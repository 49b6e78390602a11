import { randomUUID } from 'node:crypto';
import { addDays, fromLocal, toLocal } from '@/shared/domain/zoned-time.ts';
import { dayWords } from '@/components/ui/day-text.ts';
import { findings } from './fixtures/axe.ts';
import { expect, test } from './fixtures/test.ts';

const HOUR_MS = 3_600_000;

test('a booking comes again around what is in its way, and is changed from one date on', async ({
  openAs,
  member,
  owner,
}) => {
  const zone = (await member.team.me.query()).lab.timeZone;
  const { machines } = await member.machines.list.query();
  const machine = machines.find((it) => it.simulated)!;
  const today = toLocal(Date.now(), zone).day;
  const first = addDays(today, 3);
  const second = addDays(first, 7);
  const startsAt = fromLocal(second, '05:00', zone)!;
  const theirs = await owner.bookings.create.mutate({
    id: randomUUID(),
    machineIds: [machine.id],
    startsAt,
    endsAt: new Date(startsAt.getTime() + HOUR_MS),
    purpose: 'In the way',
  });

  const page = await openAs('member');
  await page.goto(`/bookings?book=1&machines=${machine.id}`);
  const sheet = page.getByRole('dialog', { name: 'Book machines' });
  await sheet.getByLabel('Start day').fill(dayWords(first, today));
  await sheet.getByLabel('Start time').fill('4');
  await sheet.getByRole('button', { name: '2 h', exact: true }).click();
  await sheet.getByLabel('What for').fill('Proof search, weekly');
  await sheet.getByRole('checkbox', { name: 'Repeat' }).check();
  await sheet.getByLabel('How many times').selectOption('4');
  await expect(sheet.getByText('3 of 4 dates can be booked.')).toBeVisible();
  await expect(sheet.getByRole('listitem').filter({ hasText: 'In the way' })).toHaveCount(1);
  await sheet.getByRole('button', { name: 'Skip this one' }).click();
  expect(await findings(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Book 3 of 4' }).click();
  await page.waitForURL(/\/bookings\/[\w-]+$/);
  const series = page.getByRole('region', { name: 'Series' });
  await expect(series).toContainText('One of 3, every week');

  await series.getByRole('button', { name: 'Change dates…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Change dates of/ });
  await dialog.getByLabel('This and those following').check();
  await dialog.getByLabel('Starts at').fill('06:30');
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(series).toContainText('at 06:30');

  await series.getByRole('button', { name: 'Cancel dates…' }).click();
  const question = page.getByRole('alertdialog');
  await question.getByLabel('All that are ahead').check();
  await question.getByRole('button', { name: 'Cancel dates' }).click();
  await expect(question).toBeHidden();
  await owner.bookings.cancel.mutate({ id: theirs.id, revision: theirs.revision });
});

for (const [locale, timezoneId, own] of [
  ['en-GB', 'Asia/Kathmandu', 'GMT+5:45'],
  ['de-DE', 'America/New_York', 'GMT-5'],
  ['ja-JP', 'Asia/Tokyo', 'GMT+9'],
] as const) {
  test(`a browser of ${locale} in ${timezoneId} books the time it meant`, async ({ openAs, member }) => {
    const zone = (await member.team.me.query()).lab.timeZone;
    const { machines } = await member.machines.list.query();
    const machine = machines.find((it) => it.simulated)!;
    const today = toLocal(Date.now(), zone).day;
    const day = addDays(today, 5);
    const page = await openAs('member', { locale, timezoneId });
    await page.goto(`/bookings?book=1&machines=${machine.id}`);
    const sheet = page.getByRole('dialog', { name: 'Book machines' });
    // By the month's own grid, from today on.
    await sheet.getByLabel('Start day').fill('today');
    const calendar = sheet.getByRole('group', { name: 'Start' }).getByRole('button', { name: 'Calendar' });
    await calendar.click();
    const grid = page.getByRole('grid');
    const first = grid.getByRole('button', { name: dayWords(today, today), exact: true });
    await expect(first).toBeFocused();
    // The second time its code is there already.
    await page.keyboard.press('Escape');
    await expect(calendar).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(first).toBeFocused();
    for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(grid).toBeHidden();
    await expect(sheet.getByLabel('Start day')).toHaveValue(dayWords(day, today));
    await sheet.getByLabel('Start time').fill('1430');
    await sheet.getByRole('button', { name: '4 h', exact: true }).click();
    await expect(sheet.getByText(`yours, ${own}`)).toBeVisible();
    await sheet.getByLabel('What for').fill('From far away');
    await sheet.getByRole('button', { name: 'Book', exact: true }).click();
    await page.waitForURL(/\/bookings\/[\w-]+$/);
    const booking = await member.bookings.get.query({ id: page.url().split('/').at(-1)! });
    const meant = fromLocal(day, '14:30', zone)!;
    expect([new Date(booking.startsAt), new Date(booking.endsAt)]).toEqual([
      meant,
      new Date(meant.getTime() + 4 * HOUR_MS),
    ]);
    await member.bookings.cancel.mutate({ id: booking.id, revision: booking.revision });
  });
}
