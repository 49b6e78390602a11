import { findings } from './fixtures/axe.ts';
import { endBooking, startReadySession } from './fixtures/flows.ts';
import { expect, PHONE, test } from './fixtures/test.ts';

test('one question at two temperatures is answered side by side, rated blind, and then named', async ({
  openAs,
  member,
}) => {
  const running = await startReadySession(member, {
    simulated: true,
    size: 1,
    modelId: 'mlx-community/Llama-3.2-3B-Instruct-4bit',
    purpose: 'A comparison',
  });
  const page = await openAs('member', PHONE);
  await page.goto('/chat/compare');
  // Not a chat, which takes the bar's place.
  const bar = page.getByRole('navigation', { name: 'Main' });
  await expect(bar).toBeVisible();
  const form = page.getByRole('form', { name: 'New comparison' });
  await form.getByLabel('Question').fill('Why two fences?');
  await form.getByLabel('Temperature').nth(1).fill('0,7');
  await form.getByLabel('Hide names and figures until all answers are rated').check();
  await form.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Why two fences?' })).toBeVisible();
  await expect(bar).toBeVisible();
  const one = page.getByRole('article', { name: 'Answer 1' });
  const two = page.getByRole('article', { name: 'Answer 2' });
  await expect(one.getByRole('heading', { name: 'Answer 1' })).toBeVisible();
  await one.getByText('Best', { exact: true }).click();
  await expect(one.getByRole('button', { name: 'clear' })).toBeVisible();
  await one.getByRole('button', { name: 'clear' }).click();
  await expect(one.getByRole('button', { name: 'clear' })).toHaveAttribute('aria-pressed', 'true');
  await expect(two.getByText('name hidden')).toBeVisible();
  await two.getByText('Weak', { exact: true }).click();
  await expect(two.getByRole('heading', { name: /Llama/ })).toBeVisible();
  await expect(page.getByText('temperature 0.7')).toBeVisible();
  expect(await findings(page)).toEqual([]);

  await page.goto('/chat/compare');
  await expect(page.getByRole('row', { name: /Llama.* 2 1 1/ })).toBeVisible();
  await endBooking(member, running);
});
