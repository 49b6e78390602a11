import { randomUUID } from 'node:crypto';
import { findings } from './fixtures/axe.ts';
import { expect, test } from './fixtures/test.ts';

test('a key is made, shown once, changed, tried and taken back', async ({ openAs }) => {
  const name = `Notebook ${randomUUID().slice(0, 6)}`;
  const page = await openAs('member');
  await page.goto('/settings/keys');
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog', { name: 'New key' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Tokens a month').fill('200,000');
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  const shown = page.getByRole('region', { name: `The secret of ${name}` });
  const secret = (await shown.locator('[data-secret]').textContent())!;
  expect(secret).toMatch(/^esp_[0-9A-Za-z]{44}$/);
  const models = async () =>
    (await page.request.get('/api/v1/models', { headers: { authorization: `Bearer ${secret}` } })).status();
  expect(await models()).toBe(200);
  await shown.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row).toContainText('of 200');
  await row.getByRole('button', { name: `More about ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Change…' }).click();
  const change = page.getByRole('dialog', { name: `Change “${name}”` });
  await change.getByLabel('Requests a minute').fill('5');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('5 a minute');
  await page.reload();
  await expect(page.getByText(secret)).toHaveCount(0);
  await row.getByRole('button', { name: `More about ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Take back…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click();
  await expect(row).toContainText('taken back');
  expect(await models()).toBe(401);
  expect(await findings(page)).toEqual([]);
});
