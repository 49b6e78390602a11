import { expect, test } from './fixtures/test.ts';

test('a set is chosen by keyboard, kept in the address, and its texts are copied, never run', async ({
  openAs,
  owner,
}) => {
  const { machines } = await owner.machines.list.query();
  const idOf = (name: string) => machines.find((it) => it.name === name)!.id;
  const page = await openAs('owner');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/machines/cables?set=${idOf('Anjou')}`);
  const readiness = page.getByRole('region', { name: 'Readiness' });
  await expect(readiness.getByText('A mesh takes at least two Macs.', { exact: true })).toBeVisible();
  await expect(readiness.getByText('are simulated: their checks are played')).toBeVisible();

  await readiness.getByText('Choose Macs').focus();
  await page.keyboard.press('Enter');
  await readiness.getByRole('checkbox', { name: 'Bosc' }).focus();
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/set=[^,]+,[^,]+$/);
  await expect(readiness.getByText('1 of 1 cable.', { exact: true })).toBeAttached();

  // The drawing and the table lead to the same cable.
  await page.getByRole('link', { name: /^Cable A1: Anjou, Thunderbolt port 1 \(en3\)/ }).press('Enter');
  await expect(page.getByRole('region', { name: 'Cable A1' })).toContainText('seen by the agents');
  await expect(page.getByRole('row', { name: /^A1 / }).getByRole('link')).toHaveAttribute(
    'aria-current',
    'true',
  );

  await page.getByRole('button', { name: 'Propose commands' }).click();
  const sheet = page.getByRole('dialog', { name: 'Proposed commands' });
  await expect(sheet).toContainText('Espalier runs none of this.');
  await sheet.getByRole('radio', { name: 'JACCL mesh' }).press('Space');
  await sheet.getByRole('button', { name: 'Copy: Hostfile' }).click();
  await expect(sheet.getByRole('button', { name: 'Copied: Hostfile' })).toBeVisible();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(copied).toMatchObject({ backend: 'jaccl', hosts: [{ rdma: [null, 'rdma_en3'] }, {}] });
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(page).not.toHaveURL(/commands/);
});

test('a cable is entered by hand, refused where a port is taken, told as entered, and taken back', async ({
  openAs,
}) => {
  const page = await openAs('owner');
  await page.goto('/machines/cables');
  await page.getByRole('button', { name: 'Enter a cable…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Enter a cable' });
  const [one, other] = ['One end', 'Other end'].map((name) => dialog.getByRole('group', { name }));
  await one!.getByLabel('Mac').selectOption({ label: 'Pippin' });
  await one!.getByRole('textbox', { name: 'Port' }).fill('left');
  await other!.getByLabel('Mac').selectOption({ label: 'Pippin' });
  await expect(dialog.getByText('Choose another Mac.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Enter cable' })).toBeDisabled();
  // A port whose plug an agent sees says whose it is.
  await other!.getByLabel('Mac').selectOption({ label: 'Anjou (simulated)' });
  await other!.getByRole('combobox', { name: 'Port' }).selectOption('en3');
  await expect(other!.getByText(/^Taken: a cable to Bosc, Thunderbolt port 1 \(en3\)/)).toBeVisible();
  await other!.getByLabel('Mac').selectOption({ label: 'Russet' });
  await other!.getByRole('textbox', { name: 'Port' }).fill('right');
  await dialog.getByLabel('Speed').selectOption('80');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();

  const row = page.getByRole('row', { name: /Pippin left, entered by hand Russet right, entered by hand/ });
  await expect(row).toContainText('Entered by hand; no agent sees this cable.');
  await row.getByRole('link').click();
  const trace = page.getByRole('region', { name: /^Cable / });
  await trace.getByRole('link', { name: /^Change…/ }).click();
  const change = page.getByRole('dialog', { name: 'Change an entered cable' });
  await change.getByLabel('Speed').selectOption('40');
  await change.getByRole('button', { name: 'Change cable' }).click();
  await expect(change).toBeHidden();
  await expect(row).toContainText('40');

  await trace.getByRole('button', { name: /^Remove the entry/ }).click();
  await expect(row).toBeHidden();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'is no longer entered' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(row).toContainText('40');
  await row.getByRole('link').click();
  await trace.getByRole('button', { name: /^Remove the entry/ }).click();
  await expect(row).toBeHidden();
});
