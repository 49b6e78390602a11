import { randomUUID } from 'node:crypto';
import { findings } from './fixtures/axe.ts';
import { expect, test } from './fixtures/test.ts';

const HOUR_MS = 3_600_000;
const PURPOSE = 'Agents benchmark';

test('a request is approved, run on, handed over and ended; its page says each step', async ({
  openAs,
  owner,
  member,
}) => {
  test.setTimeout(90_000);
  const { machines } = await member.machines.list.query();
  const machine = machines.find((it) => it.simulated)!;
  const rule = await owner.bookingRules.save.mutate({
    kind: 'approval',
    scope: 'machine',
    ofId: machine.id,
    value: { overMachines: null, overHours: 2, roles: ['member'] },
  });
  const startsAt = new Date(Date.now() + 3000);
  const asked = await member.bookings.create.mutate({
    id: randomUUID(),
    machineIds: [machine.id],
    startsAt: new Date(Date.now() + 40 * HOUR_MS),
    endsAt: new Date(Date.now() + 43 * HOUR_MS),
    purpose: PURPOSE,
  });
  expect(asked.status).toBe('pending');

  const admin = await openAs('owner');
  await admin.goto('/bookings/requests');
  expect(await findings(admin)).toEqual([]);
  await admin.getByRole('link', { name: PURPOSE }).click();
  const answer = admin.getByRole('region', { name: 'Your answer' });
  await expect(admin.getByRole('region', { name: 'What the rules say' })).toContainText('has to agree');
  await answer.getByRole('button', { name: 'Decline' }).click();
  await expect(answer.getByLabel(/^A word to/)).toBeFocused();
  await admin.keyboard.type('nights are fine');
  expect(await findings(admin)).toEqual([]);
  await admin.keyboard.press('Tab');
  await expect(answer.getByRole('button', { name: 'Approve' })).toBeFocused();
  await admin.keyboard.press('Enter');
  const life = admin.getByRole('list', { name: 'Life of this booking' });
  await expect(life).toContainText('“nights are fine”');
  await owner.bookingRules.remove.mutate({ id: rule.id });

  // Brought forward to now, so that what runs can be run on.
  const granted = await member.bookings.get.query({ id: asked.id });
  await member.bookings.change.mutate({
    id: asked.id,
    revision: granted.revision,
    startsAt,
    endsAt: new Date(Date.now() + HOUR_MS),
  });
  const page = await openAs('member');
  await page.goto(`/bookings/${asked.id}`);
  const extend = page.getByRole('region', { name: /^Extend/ });
  const before = (await member.bookings.get.query({ id: asked.id })).endsAt;
  await extend.getByRole('button', { name: /^Extend to/ }).focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => Date.parse((await member.bookings.get.query({ id: asked.id })).endsAt))
    .toBeGreaterThan(Date.parse(before));
  await expect(page.getByRole('region', { name: 'Record' })).toContainText('changed the booking');
  expect(await findings(page)).toEqual([]);

  await page
    .getByRole('button', { name: /^Hand over to/ })
    .first()
    .click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('The whole booking');
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'End booking…' })).toHaveCount(0);
  expect((await owner.bookings.get.query({ id: asked.id })).person.name).not.toBe(asked.person.name);

  await admin.reload();
  await admin.getByRole('button', { name: 'End booking…' }).click();
  await admin.getByRole('alertdialog').getByRole('button', { name: 'End booking' }).click();
  await expect(life).toContainText('given back early');
  await admin.getByRole('link', { name: 'Book again…' }).click();
  await expect(admin.getByRole('dialog').getByLabel('What for')).toHaveValue(PURPOSE);
});
