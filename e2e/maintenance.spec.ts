import { randomUUID } from 'node:crypto';
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
