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
