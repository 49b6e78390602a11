import { randomUUID } from 'node:crypto';
import { findings } from './fixtures/axe.ts';
import { expect, PHONE, test } from './fixtures/test.ts';

test('the register: from a filter to a saved view, several Macs changed after a preview, a field of the lab’s own', async ({
  openAs,
  owner,
}) => {
  const page = await openAs('owner');
  await page.goto('/machines');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Register' }).click();
  const table = page.getByRole('region', { name: 'Asset register' });
  const rowOf = (name: string) => table.getByRole('row').filter({ has: page.getByRole('link', { name }) });
  const lock = `Lock ${randomUUID().slice(0, 4)}`;
  const before = await owner.register.list.query({});

  await test.step('what the lab’s own Macs are worth; simulated ones are in no view', async () => {
    await expect(page.getByText(/owned Macs, straight line over 48 months/)).toBeVisible();
    await expect(rowOf('Pippin')).toContainText('GS-001');
    await expect(rowOf('Anjou')).toHaveCount(0);
    await page.getByRole('button', { name: 'Show them' }).click();
    await expect(rowOf('Anjou')).toContainText('Simulated');
    await page.getByRole('button', { name: 'Back to the assets' }).click();
  });

  await test.step('filter, order and columns stand in the address, and in a view with a name', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('window');
    await expect(page).toHaveURL(/q=window/);
    await page.getByRole('button', { name: 'Value left' }).click();
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByLabel('Name').fill('By the window');
    await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
    const view = page.getByRole('link', { name: 'By the window' });
    await expect(view).toHaveAttribute('aria-current', 'true');
    await page.getByRole('link', { name: /^All/ }).click();
    await expect(page).toHaveURL(/\/machines\/register$/);
    await view.click();
    await expect(page).toHaveURL(/q=window&sort=worth/);
    await page.getByRole('button', { name: 'Delete view' }).click();
    await expect(view).toHaveCount(0);
    await expect(page.getByRole('link', { name: /^All/ })).toBeFocused();
    await page.getByRole('searchbox').fill('');
    await expect(page).not.toHaveURL(/q=/);
    await page.getByRole('searchbox').blur();
  });

  await test.step('by keyboard several are chosen, and nothing is written before its preview', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    const bar = page.getByRole('region', { name: 'The chosen Macs' });
    await expect(bar).toContainText('2 chosen');
    await bar.getByRole('button', { name: 'Location…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Location of 2 Macs' });
    await dialog.getByLabel('New value').fill('Attic');
    await expect(dialog.getByRole('listitem').filter({ hasText: 'Pippin' })).toContainText(
      'Window shelf → Attic',
    );
    expect((await owner.register.list.query({})).map((it) => it.location)).toEqual(
      before.map((it) => it.location),
    );
    expect(await findings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Change 2 Macs' }).click();
    await expect(rowOf('Pippin')).toContainText('Attic');
    await expect(rowOf('Russet')).toContainText('Attic');
  });

  await test.step('maintenance of the chosen ones is planned where maintenance is', async () => {
    const both = await owner.register.list.query({});
    for (const name of ['Pippin', 'Russet'])
      await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
    await page.getByRole('link', { name: 'Maintenance…' }).click();
    await expect(page).toHaveURL(/\/machines\/maintenance\?plan=1&machines=/);
    for (const { id } of both.filter((it) => ['Pippin', 'Russet'].includes(it.name)))
      expect(page.url()).toContain(id);
    await expect(page.getByRole('form', { name: 'Plan maintenance' })).toContainText('4 machine-hours');
    await page.goBack();
    await expect(rowOf('Pippin')).toBeVisible();
  });

  await test.step('what differs from what its agent sees is marked and counted', async () => {
    const pippin = (await owner.register.list.query({})).find((it) => it.name === 'Pippin')!;
    const enter = async (memoryBytes: number | null) => {
      const { id, revision } = await owner.register.get.query({ id: pippin.id });
      await owner.register.edit.mutate({ id, revision, changes: { memoryBytes } });
    };
    await enter(2 ** 40);
    await expect(rowOf('Pippin')).toContainText('Memory differs from what was entered');
    await expect(page.getByLabel('The register now')).toContainText(/Differs[1-9]\d*fields?/);
    expect(await findings(page)).toEqual([]);
    await enter(pippin.memoryBytes);
    await expect(rowOf('Pippin')).not.toContainText('differs');
  });

  await test.step('a field of the lab’s own is a column', async () => {
    await page.getByRole('button', { name: 'Fields of your own…' }).click();
    await page.getByRole('button', { name: 'Add a field' }).click();
    await page.getByLabel('Name').fill(lock);
    await page.getByLabel('What is entered').selectOption('Yes or no');
    await page.getByRole('button', { name: 'Add field' }).click();
    await expect(page.getByRole('list', { name: 'Fields in use' })).toContainText(lock);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByLabel(lock).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(table.getByRole('columnheader', { name: lock })).toBeVisible();
  });

  await test.step('it is left as it was', async () => {
    for (const asset of await owner.register.list.query({})) {
      const location = before.find((it) => it.id === asset.id)!.location;
      if (location !== asset.location)
        await owner.register.edit.mutate({ id: asset.id, revision: asset.revision, changes: { location } });
    }
    const fields = await owner.register.customFields.query({});
    await owner.register.retireCustomField.mutate({
      id: fields.find((it) => it.label === lock)!.id,
      isRetired: true,
    });
    await expect(rowOf('Pippin')).toContainText('Window shelf');
  });
});

test('a member on a phone reads the register and changes nothing', async ({ openAs }) => {
  const page = await openAs('member', PHONE);
  await page.goto('/machines/register');
  await expect(page.getByRole('link', { name: 'Pippin' })).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expect(page.getByText('Serial', { exact: true })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Fields of your own…' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByLabel('Order by').selectOption('Value left');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page).toHaveURL(/sort=worth/);
  await page.getByRole('link', { name: /^Warranty soon/ }).click();
  await expect(page).toHaveURL(/show=warranty/);
  await expect(page.getByRole('link', { name: 'Russet' })).toHaveCount(0);
});
