import { expect, test } from './fixtures/test.ts';

test('a rule is set in its sentence, refuses beside the field, and is set aside with a reason', async ({
  openAs,
  owner,
}) => {
  const page = await openAs('owner');
  await page.goto('/settings/rules');
  const longest = page.getByRole('textbox', { name: 'Longest booking, h' });
  await longest.fill('0');
  await longest.press('Enter');
  await expect(page.getByText('0.25 to 2160')).toBeVisible();
  await longest.fill('3');
  await longest.press('Enter');
  await expect(page.getByText('Longest booking: 3 h')).toBeVisible();
  await page.getByRole('link', { name: 'What may I book?' }).click();
  await expect(page.getByRole('row', { name: /^Longest booking 3 h/ })).toBeVisible();

  await page.goto('/bookings?book=1');
  const sheet = page.getByRole('dialog', { name: 'Book machines' });
  await sheet.getByRole('checkbox', { name: /^Anjou/ }).check();
  await sheet.getByRole('button', { name: /^4\sh$/ }).click();
  await expect(sheet.getByText('Longest booking is 3 h; this is 4 h.')).toBeVisible();
  await sheet.getByLabel('What for').fill('A long demo');
  await sheet.getByRole('checkbox', { name: 'Set the lab’s rules aside' }).check();
  await sheet.getByRole('button', { name: 'Book', exact: true }).click();
  await expect(sheet.getByText('Say why the rules are set aside.')).toBeVisible();
  await sheet.getByLabel('Why').fill('The board comes');
  await sheet.getByRole('button', { name: 'Book', exact: true }).click();
  await page.waitForURL(/\/bookings\/[\w-]{36}/);
  const booking = await owner.bookings.get.query({ id: page.url().split('/').at(-1)! });
  expect(booking).toMatchObject({ purpose: 'A long demo', overrideReason: 'The board comes' });
  await owner.bookings.cancel.mutate({ id: booking.id, revision: booking.revision });

  await page.goto('/settings/rules');
  await page.getByRole('button', { name: 'Remove Longest booking' }).click();
  await expect(page.getByText('Longest booking removed')).toBeVisible();
  await expect(longest).toHaveValue('72');
});

test('who is in the way is told before anything is sent, and a member reads the rules as they are', async ({
  openAs,
  owner,
}) => {
  const { machines } = await owner.machines.list.query();
  const anjou = machines.find((it) => it.name === 'Anjou')!;
  const taken = await owner.bookings.create.mutate({
    id: crypto.randomUUID(),
    machineIds: [anjou.id],
    startsAt: new Date(),
    endsAt: new Date(Date.now() + 12 * 3_600_000),
    purpose: 'In the way',
  });
  const page = await openAs('member');
  await page.goto('/settings/rules');
  await expect(page.getByText('A booking lasts at most')).toBeVisible();
  await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);
  await page.goto('/bookings?book=1');
  const sheet = page.getByRole('dialog', { name: 'Book machines' });
  await sheet.getByRole('checkbox', { name: /^Anjou/ }).check();
  await expect(sheet.getByText('Anjou is taken then.')).toBeVisible();
  await expect(sheet.getByRole('checkbox', { name: 'Set the lab’s rules aside' })).toHaveCount(0);
  await owner.bookings.end.mutate({ id: taken.id, revision: taken.revision });
});
