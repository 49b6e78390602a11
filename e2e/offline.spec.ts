import type { Locator } from '@playwright/test';
import { makeCuttable } from './fixtures/cut-off.ts';
import { ask, endBooking, readAnswer, startReadySession } from './fixtures/flows.ts';
import { until } from './fixtures/lab.ts';
import { expect, test } from './fixtures/test.ts';

const LONG_QUESTION = 'Tell me a long story about an espalier';
const NEXT_QUESTION = 'And how old do they get?';
const BANNER = /Not connected since/;
/** Within seconds. */
const SOON_MS = 5000;

const wordsIn = async (prose: Locator): Promise<string> =>
  (await prose.innerText()).replace(/\s+/g, ' ').trim();

test('cut off in mid-answer: it is said where the answer stands, a question is kept, and all goes on afterwards', async ({
  owner,
  openAs,
}) => {
  const running = await startReadySession(owner, { simulated: true, size: 1 });
  const page = await openAs('owner');
  const { cut, heal } = await makeCuttable(page);
  const ids = await ask(owner, running.sessionId, LONG_QUESTION);
  await page.goto(`/chat/${ids.conversationId}`);
  const answer = page.getByRole('article', { name: /^Answer/ }).first();
  const prose = answer.locator('.answer-prose');
  const box = page.getByRole('textbox', { name: 'Message' });
  // It comes word by word, so the page is connected.
  await expect.poll(async () => (await wordsIn(prose)).length).toBeGreaterThan(40);

  await cut();
  await expect(page.getByText(BANNER)).toBeVisible({ timeout: SOON_MS });
  await expect(answer.getByText(/Connection lost\. The answer goes on at the lab/)).toBeVisible();

  const cutAt = (await wordsIn(prose)).length;
  await box.fill(NEXT_QUESTION);
  await page.keyboard.press('Enter');
  const refused = page.getByRole('alert').filter({ hasText: 'No answer from the portal.' });
  await expect(refused).toBeVisible({ timeout: SOON_MS });
  await expect(box).toHaveValue(NEXT_QUESTION);
  await expect(box).toBeFocused();

  await heal();
  await expect(page.getByText(BANNER)).toBeHidden({ timeout: 15_000 });
  await refused.getByRole('button', { name: 'Try again' }).click();
  await expect(refused).toBeHidden();
  await expect(box).toHaveValue('');
  await expect(
    page.getByRole('article', { name: /^Question/ }).filter({ hasText: NEXT_QUESTION }),
  ).toHaveCount(1);
  await expect.poll(async () => (await wordsIn(prose)).length).toBeGreaterThan(cutAt);
  await answer.getByRole('button', { name: 'Stop' }).click();
  await until(
    15_000,
    'the answer to be over',
    async () => (await readAnswer(owner, ids)).state === 'stopped',
  );
  const { text } = await readAnswer(owner, ids);
  await expect.poll(() => wordsIn(prose)).toBe(text.replace(/\s+/g, ' ').trim());
  await endBooking(owner, running);
});

test('cut off in mid-booking: the sheet keeps what was filled in and can be closed, and nothing is done behind one’s back', async ({
  owner,
  openAs,
}) => {
  const page = await openAs('owner');
  const { cut, heal } = await makeCuttable(page);
  const sheet = page.getByRole('dialog', { name: 'Book machines' });
  const fillIn = async (purpose: string): Promise<void> => {
    await page.goto('/bookings?book=1');
    // By then it has what it may need later.
    await page.waitForLoadState('networkidle');
    await sheet.getByRole('checkbox', { name: /Anjou/ }).check();
    await sheet.getByLabel('What for').fill(purpose);
  };
  const book = sheet.getByRole('button', { name: 'Book', exact: true });
  const booked = async (purpose: string) => {
    const now = Date.now();
    const list = await owner.bookings.list.query({ from: new Date(now), to: new Date(now + 3_600_000) });
    return list.filter((it) => it.purpose === purpose && it.status === 'confirmed');
  };

  await test.step('refused at once, with the text kept; sent again, it is booked once', async () => {
    await fillIn('Kept while away');
    await cut();
    await book.click();
    await expect(sheet.getByRole('alert')).toContainText('No answer from the portal.', { timeout: SOON_MS });
    await expect(sheet.getByRole('alert')).toContainText('it is done once');
    await expect(sheet.getByRole('alert').locator('..')).toBeFocused();
    await expect(sheet.getByLabel('What for')).toHaveValue('Kept while away');
    await expect(page.getByText(BANNER)).toBeAttached({ timeout: SOON_MS });
    expect(await booked('Kept while away')).toEqual([]);
    await heal();
    await book.click();
    await expect(sheet).toBeHidden();
    const [booking, ...more] = await booked('Kept while away');
    expect(more).toEqual([]);
    const { id, revision, startsAt } = booking!;
    // The start that the sheet proposes may have come by now.
    const act = Date.parse(String(startsAt)) <= Date.now() ? owner.bookings.end : owner.bookings.cancel;
    await act.mutate({ id, revision });
  });

  let release: (how: 'on' | 'away') => void = () => undefined;
  await page.route('**/api/trpc/bookings.create*', async (route) => {
    const how = await new Promise((resolve: typeof release) => (release = resolve));
    await (how === 'on' ? route.continue() : route.abort());
  });

  await test.step('closed while it is booked: what became of it is told, and taken back', async () => {
    await fillIn('Closed too early');
    await book.click();
    await expect(sheet.getByRole('button', { name: 'Booking…' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden({ timeout: 1000 });
    release('on');
    const toast = page.getByRole('listitem').filter({ hasText: 'Booked Anjou' });
    await expect(toast).toBeVisible();
    await expect(page).toHaveURL(/\/bookings$/);
    await toast.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => booked('Closed too early')).toEqual([]);
  });

  await test.step('closed, and the answer never comes: that is told too', async () => {
    await fillIn('Never sent');
    await book.click();
    await cut();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden({ timeout: 1000 });
    release('away');
    await expect(page.getByRole('listitem').filter({ hasText: 'No answer from the portal.' })).toBeVisible();
    await expect(page).toHaveURL(/\/bookings$/);
    expect(await booked('Never sent')).toEqual([]);
  });

  await test.step('a link that leads nowhere now leaves the page as it is', async () => {
    await expect(page.getByText(BANNER)).toBeVisible({ timeout: SOON_MS });
    await page.getByRole('link', { name: 'Sessions' }).click();
    await expect(page.getByText('Not connected, so this page stays.')).toBeVisible({ timeout: SOON_MS });
    await expect(page.getByRole('heading', { name: 'Bookings', exact: true })).toBeVisible();
    await heal();
    await expect(page.getByText(BANNER)).toBeHidden({ timeout: 15_000 });
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.waitForURL('**/sessions');
  });
});

test('a page that was cut off while it loaded loads again by itself', async ({ owner, openAs }) => {
  const running = await startReadySession(owner, { simulated: true, size: 1 });
  const ids = await ask(owner, running.sessionId, 'Hello');
  const page = await openAs('owner');
  // What says that a part is missing is a part itself.
  await page.goto('/chat', { waitUntil: 'networkidle' });
  const cut = ['**/_next/static/**', '**/api/health'];
  for (const path of cut) await page.route(path, (route) => route.abort());
  await page.locator(`a[href="/chat/${ids.conversationId}"]`).click();
  await expect(page.getByText('A part of this page could not be fetched.')).toBeVisible();
  for (const path of cut) await page.unroute(path);
  await expect(page.getByRole('article', { name: /^Answer/ })).toBeVisible({ timeout: 20_000 });
  await endBooking(owner, running);
});
