import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { endBooking, startReadySession } from './fixtures/flows.ts';
import { expect, test } from './fixtures/test.ts';

const answer = (page: Page) => page.getByRole('article', { name: /^Answer/ }).last();
const question = (page: Page) => page.getByRole('article', { name: /^Question/ }).last();
/** What it was asked is among its first words, which are enough: the rest is stopped. */
async function over(page: Page, wording: string): Promise<void> {
  await expect(answer(page)).toContainText(wording);
  await answer(page).getByRole('button', { name: 'Stop' }).click();
  await expect(answer(page).getByRole('button', { name: 'Copy answer' })).toBeVisible();
}

test('a question is edited, an answer given again, and versions gone through by keyboard; a reload keeps the branch', async ({
  openAs,
  member: api,
}) => {
  const running = await startReadySession(api, { simulated: true, size: 1 });
  const chat = await api.chat.start.mutate({ id: randomUUID(), sessionId: running.sessionId });
  const page = await openAs('member');
  await page.goto(`/chat/${chat.id}`);
  await page.getByRole('textbox', { name: 'Message' }).fill('First wording');
  await page.getByRole('button', { name: 'Send' }).click();
  await over(page, 'First wording');

  await test.step('edit: another version of the question, with its own answer', async () => {
    await question(page).getByRole('button', { name: 'Edit question' }).click();
    const box = page.getByRole('textbox', { name: 'Another version of this question' });
    await expect(box).toBeFocused();
    await box.fill('Second wording');
    await page.getByRole('button', { name: 'Send again' }).click();
    await expect(question(page)).toContainText('Second wording');
    await expect(question(page)).toContainText('2 of 2');
    await over(page, 'Second wording');
  });

  await test.step('by keyboard: back to the first version, and on again', async () => {
    await question(page).getByRole('button', { name: 'Previous version of this question' }).focus();
    await page.keyboard.press('ArrowLeft');
    await expect(question(page)).toContainText('First wording');
    await expect(question(page).getByRole('button', { name: 'Next version of this question' })).toBeFocused();
    await expect(answer(page)).toContainText('First wording');
  });

  await test.step('answer again: another version of the answer', async () => {
    await answer(page).getByRole('button', { name: 'Answer again' }).click();
    await page.getByRole('menuitem', { name: 'Answer again', exact: true }).click();
    await expect(answer(page)).toContainText('2 of 2');
    await over(page, 'First wording');
  });

  await test.step('a reload keeps the branch', async () => {
    await page.reload();
    await expect(question(page)).toContainText('First wording');
    await expect(question(page)).toContainText('1 of 2');
    await expect(answer(page)).toContainText('2 of 2');
  });

  await test.step('a version is deleted after a confirmation that names it, and the other stays', async () => {
    await answer(page).getByRole('button', { name: 'More for this answer' }).click();
    await page.getByRole('menuitem', { name: 'Delete this version…' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Delete version 2 of this answer?' });
    await dialog.getByRole('button', { name: 'Delete version' }).click();
    await expect(dialog).toBeHidden();
    await expect(answer(page)).not.toContainText('of 2');
  });
  await endBooking(api, running);
});
