import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { makePdf } from '@/server/testing/pdf.ts';
import { findings } from './fixtures/axe.ts';
import { endBooking, startReadySession } from './fixtures/flows.ts';
import { expect, IPAD, PHONE, signInByForm, test } from './fixtures/test.ts';

/** Ready in a moment. */
const QUICK_MODEL = 'mlx-community/Llama-3.2-3B-Instruct-4bit';
const LONG_QUESTION = 'Explain how a session starts, in detail';
/** Of an iPad, on its side. */
const KEYBOARD_PX = 400;
const FINGER_PX = { low: 43.5, narrow: 24 };

test('a question is written with a prompt, settings and files, and stopped without leaving the box', async ({
  browser,
  lab,
  openAs,
  owner,
}) => {
  test.setTimeout(60_000);
  const running = await startReadySession(owner, { simulated: true, size: 1, modelId: QUICK_MODEL });
  const prompt = { id: randomUUID(), name: `explain-${randomUUID().slice(0, 8)}` };
  await owner.chatLibrary.savePrompt.mutate({
    ...prompt,
    description: 'For somebody',
    text: 'Explain {{what}} to {{whom}}.',
    shared: false,
    basedOn: null,
  });
  const page = await openAs('owner');
  const box = page.getByRole('textbox', { name: 'Message' });
  const answers = page.getByRole('article', { name: /^Answer/ });

  await test.step('a link fills the message in, and sends nothing', async () => {
    await page.goto(`/chat?session=${running.sessionId}&prompt=${encodeURIComponent('What is a rank?')}`);
    await page.waitForURL(/\/chat\/[0-9a-f-]{36}$/);
    await expect(box).toHaveValue('What is a rank?');
    await expect(box).toBeFocused();
    await page.reload();
    await expect(box).toHaveValue('What is a rank?');
    await expect(page.getByText('Nothing asked yet.')).toBeVisible();
  });
  const chat = page.url();

  await test.step('a slash finds a prompt, whose variables are asked for', async () => {
    await box.fill(`/${prompt.name.slice(0, -1)}`);
    await expect(page.getByRole('option', { selected: true })).toContainText(prompt.name);
    await box.press('Enter');
    await page.getByLabel('what').fill('a rank');
    await page.getByLabel('whom').fill('a child');
    await page.keyboard.press('Enter');
    await expect(box).toHaveValue('Explain a rank to a child.');
    await expect(box).toBeFocused();
  });

  await test.step('files are read, one that is no text is refused with the reason', async () => {
    await page.locator('input[type=file]').setInputFiles([
      { name: 'notes', mimeType: '', buffer: Buffer.from('Größe 5 €', 'utf16le') },
      { name: 'paper.txt', mimeType: 'text/plain', buffer: makePdf(['Lemma 4.2', 'Proof']) },
      { name: 'board.txt', mimeType: 'text/plain', buffer: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') },
    ]);
    const files = page.getByRole('list', { name: 'Attached files' });
    await expect(files).toContainText('read as UTF-16, about');
    await expect(files).toContainText('2 pages, read as text, about');
    await expect(files.getByRole('alert')).toContainText('no model here reads pictures');
    await files.getByRole('button', { name: 'Remove board.txt' }).click();
    await box.evaluate((it) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'Many words. '.repeat(1000));
      it.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect(files).toContainText('pasted, about');
    await files.getByRole('button', { name: 'Remove pasted.txt' }).click();
    await expect(files.getByRole('listitem')).toHaveCount(2);
  });

  await test.step('settings are changed from the message, marked, and go with the question', async () => {
    await box.fill('/system');
    await box.press('Enter');
    const system = page.getByRole('textbox', { name: 'System prompt' });
    await expect(system).toBeFocused();
    await system.fill('Be brief.');
    await box.fill('Explain both.');
    // An input method's Enter, as browsers tell it.
    await box.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    await expect(box).toHaveValue('Explain both.');
    await expect(page.getByRole('button', { name: /^1\s*setting changed/ })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await box.press('Enter');
    await expect(answers).toHaveCount(1);
    const asked = page.getByRole('list', { name: 'Files of this question' });
    await asked.getByRole('button', { name: 'paper.txt' }).click();
    await expect(page.getByRole('dialog')).toContainText('File: paper.txt');
    await page.keyboard.press('Escape');
    const { messages, systemPrompt } = await owner.chat.get.query({ id: chat.split('/').at(-1)! });
    expect(systemPrompt).toBe('Be brief.');
    expect(messages[0]).toMatchObject({
      text: 'Explain both.',
      attachmentIds: [expect.any(String), expect.any(String)],
    });
  });

  await test.step('Escape stops what is being written; Up brings an earlier question back', async () => {
    // Of two that are being written it would stop the first.
    await expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(0, { timeout: 20_000 });
    await box.fill(LONG_QUESTION);
    await box.press('Enter');
    await expect(answers).toHaveCount(2);
    await expect(page.getByText('Esc stops it')).toBeVisible();
    await box.press('Escape');
    await expect(answers.last()).toContainText('Stopped');
    await box.press('ArrowUp');
    await box.press('ArrowUp');
    await expect(box).toHaveValue('Explain both.');
  });

  await test.step('on an iPad what is touched is large enough, and the keyboard leaves the message in sight', async () => {
    const ipad = await openAs('owner', IPAD);
    for (const path of ['/machines', '/bookings', '/settings', chat]) {
      await ipad.goto(path);
      await expect(ipad.getByRole('heading', { level: 1 }).first()).toBeVisible();
      expect.soft(await smallTargets(ipad), path).toEqual([]);
    }
    const message = ipad.getByRole('textbox', { name: 'Message' });
    await message.tap();
    for (const { width, height } of [
      IPAD.viewport,
      { width: IPAD.viewport.height, height: IPAD.viewport.width },
    ]) {
      await ipad.setViewportSize({ width, height });
      const seenHeight = height - KEYBOARD_PX;
      await ipad.evaluate((px) => {
        Object.defineProperty(visualViewport, 'height', { get: () => px, configurable: true });
        visualViewport!.dispatchEvent(new Event('resize'));
      }, seenHeight);
      await expect
        .poll(() => message.evaluate((it) => it.getBoundingClientRect().bottom))
        .toBeLessThanOrEqual(seenHeight);
      expect(await ipad.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await ipad.context().setOffline(true);
    await ipad.evaluate(() => globalThis.dispatchEvent(new Event('offline')));
    await expect(ipad.getByText(/Not connected/)).toBeVisible({ timeout: 20_000 });
    await ipad.context().close();
  });

  await test.step('on a phone all of it fits; who signs out leaves no draft behind', async () => {
    const context = await browser.newContext({ baseURL: lab.url, ...PHONE });
    const phone = await context.newPage();
    await signInByForm(phone, lab.account('owner'));
    await phone.goto(chat);
    const message = phone.getByRole('textbox', { name: 'Message' });
    await message.fill('/');
    await expect(phone.getByRole('option', { name: /\/parameters/ })).toBeVisible();
    expect(await message.evaluate((it) => parseFloat(getComputedStyle(it).fontSize))).toBeGreaterThanOrEqual(
      16,
    );
    await message.fill('/parameters');
    await message.press('Enter');
    await expect(phone.getByRole('slider', { name: 'Temperature, slider' })).toBeFocused();
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await phone.keyboard.press('Escape');
    await message.fill('A secret');
    await expect.poll(() => phone.evaluate(() => JSON.stringify(localStorage))).toContain('A secret');
    await phone.goto('/settings');
    // Of tabs that don't fit none is cut: they are scrolled.
    const cut = phone
      .getByRole('navigation')
      .getByRole('link')
      .evaluateAll((all) =>
        all.filter((it) => it.scrollWidth > it.clientWidth + 1).map((it) => it.textContent),
      );
    expect(await cut).toEqual([]);
    await phone.getByRole('button', { name: 'Sign out' }).click();
    await phone.waitForURL(/\/sign-in/);
    expect(await phone.evaluate(() => JSON.stringify(localStorage))).not.toContain('draft');
    await context.close();
  });

  await owner.chatLibrary.deletePrompt.mutate({ id: prompt.id });
  await endBooking(owner, running);
});

/** Of what one acts with, what is lower than a finger wants or narrower than it needs. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.locator('header button, header a, nav a, form button, form select').evaluateAll(
    (all, { low, narrow }) =>
      all.flatMap((it) => {
        const { width, height } = it.getBoundingClientRect();
        const isThere = it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 1;
        if (!isThere || (height >= low && width >= narrow)) return [];
        const name = it.getAttribute('aria-label') ?? it.textContent ?? it.tagName;
        return [`${name.trim().slice(0, 40)}: ${Math.round(width)} × ${Math.round(height)}`];
      }),
    FINGER_PX,
  );
