import { randomUUID } from 'node:crypto';
import { findings } from './fixtures/axe.ts';
import { expect, PHONE, test } from './fixtures/test.ts';

/** A chat of another place: nothing has to run for it. */
const fileOf = (title: string, word: string) => ({
  name: 'conversations.json',
  mimeType: 'application/json',
  buffer: Buffer.from(
    JSON.stringify([
      {
        id: randomUUID(),
        title,
        mapping: Object.fromEntries(
          Array.from({ length: 30 }, (_, n) => [
            `${n}`,
            {
              parent: n === 0 ? null : `${n - 1}`,
              message: {
                author: { role: n % 2 === 0 ? 'user' : 'assistant' },
                create_time: 1_790_000_000 + n,
                content: { parts: [n === 3 ? `The **${word}** is striped.` : `Line ${n} of it.`] },
                metadata: { model_slug: 'other-model' },
              },
            },
          ]),
        ),
      },
    ]),
  ),
});

test('a chat comes in by a file, is named, pinned, found by its words, and deleted and brought back on a phone', async ({
  openAs,
  member,
}) => {
  const [title, word] = [`Stripes ${randomUUID().slice(0, 6)}`, `zebra${randomUUID().slice(0, 6)}`];
  const page = await openAs('member');
  await page.goto('/settings/chats');
  await expect(async () => {
    await page.getByLabel('File of chats').setInputFiles(fileOf(title, word));
    await expect(page.getByRole('region', { name: 'What comes in' })).toContainText('1 chat', {
      timeout: 2000,
    });
  }).toPass();
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.locator('[data-sonner-toast]').filter({ hasText: 'One chat came in' })).toBeVisible();

  await page.goto('/chat');
  const list = page.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('button', { name: `More on ${title}` }).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  const renamed = `${title} of animals`;
  await page.getByRole('dialog').getByLabel('Name').fill(renamed);
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await list.getByRole('button', { name: `More on ${renamed}` }).click();
  await page.getByRole('menuitem', { name: 'Pin' }).click();
  await expect(
    list.getByRole('region', { name: 'Pinned' }).getByRole('link', { name: renamed }),
  ).toBeVisible();
  expect(await findings(page)).toEqual([]);

  await list.getByLabel('Search chats').fill(word.slice(0, 8));
  const hit = list.getByRole('link', { name: renamed });
  await expect(hit.locator('mark').first()).toHaveText(word.slice(0, 8));
  expect(await findings(page)).toEqual([]);
  await hit.click();
  await expect(page).toHaveURL(/\/chat\/[^?]+\?message=/);
  const answer = page.getByRole('article', { name: 'Imported answer' }).filter({ hasText: word });
  await expect(answer).toBeInViewport();
  await expect(answer).toContainText('other-model');
  await expect(answer).toContainText('Imported');
  await expect(answer.getByRole('button', { name: 'Copy answer' })).toBeVisible();

  const phone = await openAs('member', PHONE);
  await phone.goto('/chat');
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await phone.getByRole('button', { name: `More on ${renamed}` }).click();
  await phone.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(phone.getByRole('link', { name: renamed })).toHaveCount(0);
  // Who has it open is told at once.
  await expect(page.getByText('There is no such chat, or it is not shared with you.')).toBeVisible();
  await phone.locator('[data-sonner-toast]').getByRole('button', { name: 'Undo' }).click();
  await expect(phone.getByRole('link', { name: renamed })).toBeVisible();
  const { rows } = await member.chat.list.query({ place: 'pinned' });
  await member.chatShelf.delete.mutate({ ids: rows.filter((it) => it.title === renamed).map((it) => it.id) });
});
