import { endBooking, untilState } from './fixtures/flows.ts';
import { tabTo } from './fixtures/tab-to.ts';
import { expect, test } from './fixtures/test.ts';

test('by keyboard alone from booking over a start to a chat, and the focus is never lost', async ({
  owner,
  openAs,
}) => {
  test.setTimeout(120_000);
  const page = await openAs('owner');
  await page.goto('/machines');
  const { keyboard } = page;
  const title = page.getByRole('heading', { level: 1 });
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  await test.step('the palette and the list of shortcuts give the focus back', async () => {
    const menu = button('More about Anjou');
    await menu.focus();
    await keyboard.press('Control+k');
    await expect(page.getByRole('combobox')).toBeFocused();
    await keyboard.press('Escape');
    await expect(menu).toBeFocused();
    await keyboard.press('?');
    await expect(
      page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByRole('radio', { name: 'On' }),
    ).toBeFocused();
    await keyboard.press('Escape');
    await expect(menu).toBeFocused();
  });

  await test.step('a dialog that a menu opened gives it back to the menu’s button', async () => {
    const menu = button('More about Anjou');
    await keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename…' }).focus();
    await keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Rename Anjou' }).getByLabel('Name')).toBeFocused();
    await keyboard.press('Escape');
    await expect(menu).toBeFocused();
  });

  let bookingId = '';
  await test.step('booking: the sheet opens on its first field, and after it the next step has the focus', async () => {
    await keyboard.press('g');
    await keyboard.press('b');
    await page.waitForURL('**/bookings');
    await expect(title).toBeFocused();
    await tabTo(page, button('Book'));
    await keyboard.press('Enter');
    await page.waitForURL('**/bookings/book');
    await tabTo(page, page.getByRole('link', { name: 'Choose Macs yourself' }));
    await keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'Book machines' });
    await expect(sheet.getByRole('checkbox').first()).toBeFocused();
    await keyboard.press('Escape');
    // The link that opened it went with its page.
    await expect(title).toBeFocused();
    await page.keyboard.press('n');
    await page.waitForURL('**/bookings/book');
    await tabTo(page, page.getByRole('link', { name: 'Choose Macs yourself' }));
    await keyboard.press('Enter');
    await tabTo(page, sheet.getByRole('checkbox', { name: /Anjou/ }));
    await keyboard.press('Space');
    await tabTo(page, sheet.getByRole('radio', { name: 'At' }));
    await keyboard.press('ArrowLeft');
    await tabTo(page, sheet.getByRole('button', { name: 'Book', exact: true }));
    await keyboard.press('Enter');
    await expect(sheet.getByLabel('What for')).toBeFocused();
    await keyboard.type('Without a mouse');
    await keyboard.press('Enter');
    await page.waitForURL(/\/bookings\/[0-9a-f-]{36}/);
    bookingId = page.url().split('/').at(-1)!;
    await expect(page.getByRole('link', { name: 'Start a model' })).toBeFocused();
    await expect(page).toHaveTitle('Without a mouse · Booking · Espalier');
  });

  let sessionId = '';
  await test.step('start: chosen and sent by keyboard', async () => {
    await keyboard.press('Enter');
    await page.waitForURL('**/sessions/new?**');
    await expect(title).toBeFocused();
    await tabTo(page, page.getByRole('combobox', { name: 'Model' }));
    await keyboard.type('DeepSeek');
    await tabTo(page, button('Start'));
    await keyboard.press('Enter');
    await page.waitForURL(/\/sessions\/[0-9a-f-]{36}/);
    sessionId = page.url().split('/').at(-1)!;
    await expect(title).toBeFocused();
    await untilState(owner, sessionId, 'ready', 30_000);
    await expect(page).toHaveTitle(/ on 1 Mac · Session · Espalier$/);
  });

  await test.step('chat: opens on the message, which keeps the focus', async () => {
    await tabTo(page, button('Open chat'));
    await keyboard.press('Enter');
    await page.waitForURL(/\/chat\//);
    const box = page.getByRole('textbox', { name: 'Message' });
    await expect(box).toBeFocused();
    await keyboard.type('Hello');
    await keyboard.press('Enter');
    await expect(page.getByRole('article', { name: /^Answer/ })).toBeVisible();
    await expect(box).toBeFocused();
    await expect(page).toHaveTitle('Hello · Chat · Espalier');
  });

  await test.step('a question that is kept gives the focus back, and one that is done leaves it on the page', async () => {
    await page.goto(`/sessions/${sessionId}`);
    await tabTo(page, button('End session…'));
    await keyboard.press('Enter');
    const question = page.getByRole('alertdialog');
    await expect(question.getByRole('button', { name: 'Keep running' })).toBeFocused();
    await keyboard.press('Escape');
    await expect(button('End session…')).toBeFocused();
    await keyboard.press('Enter');
    await tabTo(page, question.getByRole('button', { name: 'End session' }));
    await keyboard.press('Enter');
    await expect(question).toBeHidden();
    await expect(page.locator('body')).not.toBeFocused();
    await expect(page.locator(':focus')).toHaveCount(1);
  });
  await endBooking(owner, { bookingId, sessionId, machines: [] });
});

test('single-key shortcuts are switched off for good in this browser', async ({ openAs }) => {
  const page = await openAs('member');
  const { keyboard } = page;
  const choice = page.getByRole('radio', { name: 'Off' });
  await page.goto('/settings');
  await tabTo(page, page.getByRole('radio', { name: 'On' }));
  await keyboard.press('ArrowRight');
  await expect(choice).toBeChecked();
  await page.reload();
  await expect(choice).toBeChecked();
  await page.getByRole('heading', { level: 1 }).click();
  await keyboard.press('?');
  await keyboard.press('g');
  await keyboard.press('b');
  await keyboard.press('Control+k');
  // What a letter would have opened would have come before it.
  await expect(page.getByRole('combobox')).toBeFocused();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(page).toHaveURL(/\/settings$/);
  await keyboard.type('keyboard');
  await keyboard.press('Enter');
  await expect(
    page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByRole('radio', { name: 'Off' }),
  ).toBeFocused();
});
