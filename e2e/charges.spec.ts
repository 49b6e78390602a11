import { randomUUID } from 'node:crypto';
import { findings } from './fixtures/axe.ts';
import { expect, test } from './fixtures/test.ts';

test('a project is made, booked for, its charge contested and accepted, and the report goes by it', async ({
  openAs,
  owner,
  member,
}) => {
  const name = `Proof search ${randomUUID().slice(0, 6)}`;
  const admin = await openAs('owner');
  await admin.goto('/settings/projects');
  await admin.getByRole('button', { name: 'Add a project' }).first().click();
  const dialog = admin.getByRole('dialog', { name: 'Add a project' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel(/^Budget/).fill('350');
  await dialog.getByRole('checkbox', { name: 'Jonas' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByRole('region', { name })).toContainText('€350.00 of €350.00 left');

  const { machines } = await member.machines.list.query();
  const machine = machines.find((it) => !it.simulated && it.connection === 'online')!;
  const page = await openAs('member');
  await page.goto(`/bookings?book=1&machines=${machine.id}`);
  const sheet = page.getByRole('dialog', { name: 'Book machines' });
  const wanted = sheet.getByRole('checkbox', { name: new RegExp(`^${machine.name}`) });
  await wanted.check();
  await sheet.getByText('Now', { exact: true }).click();
  await expect(sheet).toContainText(/h × €0\.15 = €0\.30, estimate/);
  await sheet.getByLabel('Project').selectOption({ label: name });
  await sheet.getByLabel('What for').fill(name);
  await sheet.getByRole('button', { name: 'Book', exact: true }).click();
  const cost = page.getByRole('region', { name: 'Cost' });
  await expect(cost).toContainText('Estimated before€0.30');
  const id = new URL(page.url()).pathname.split('/').at(-1)!;
  const booking = await member.bookings.get.query({ id });
  await member.bookings.end.mutate({ id, revision: booking.revision });

  await page.reload();
  await cost.getByRole('button', { name: 'Contest a charge…' }).click();
  const contest = page.getByRole('dialog', { name: /^Contest what/ });
  await contest.getByLabel('What should change').selectOption({ label: 'Charge nothing' });
  await contest.getByLabel('Why').fill('It did not answer');
  await contest.getByRole('button', { name: 'Send' }).click();
  await expect(cost).toContainText('waits for an answer');
  expect(await findings(page)).toEqual([]);

  await admin.goto('/bookings/charges');
  await admin.getByRole('button', { name: `Accept, ${name}` }).click();
  const answer = admin.getByRole('dialog', { name: /^Accept what/ });
  await answer.getByLabel('Your answer').fill('So it was');
  await answer.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(admin.getByRole('region', { name: 'Answered' })).toContainText('So it was');
  expect(await findings(admin)).toEqual([]);
  await page.reload();
  await expect(cost).toContainText('The charge was waived.');

  await admin.goto('/reports');
  await expect(admin.getByRole('region', { name: 'Use and cost by project' })).toContainText(name);
  await admin.getByRole('button', { name: 'Saved…' }).click();
  const saved = admin.getByRole('dialog', { name: 'Saved reports' });
  await saved.getByLabel('Name for this report').fill('Ours');
  await saved.getByRole('button', { name: 'Save report' }).click();
  await saved.getByRole('button', { name: 'Remove Ours' }).click();
  await saved.getByRole('button', { name: 'Undo' }).click();
  await saved.getByRole('link', { name: 'Ours' }).click();
  await expect(admin).toHaveURL(/\/reports\?period=month/);
  await admin.getByRole('link', { name: 'Use', exact: true }).click();
  const grouped = admin.getByRole('region', { name: 'Who booked, who used' });
  await grouped.getByText('Project', { exact: true }).click();
  await admin.getByRole('button', { name }).click();
  await expect(admin.getByRole('dialog', { name })).toContainText('All 1');
  expect(await findings(admin)).toEqual([]);
  const [project] = (await owner.projects.list.query({})).filter((it) => it.name === name);
  await owner.projects.archive.mutate({ id: project!.id, archived: true });
});
