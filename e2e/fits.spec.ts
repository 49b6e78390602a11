import { expect, PHONE, test } from './fixtures/test.ts';

for (const [where, device] of [['on a desk'], ['on a phone', PHONE]] as const) {
  test(`what fits ${where}: from a model by keyboard to its sets, what a set should run, and the way to book it`, async ({
    openAs,
    owner,
  }) => {
    const page = await openAs('member', device);
    const { machines } = await owner.machines.list.query();
    const simulated = machines.filter((it) => it.simulated);
    await page.goto('/machines');
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'What fits' }).click();

    await test.step('a model is found by a few letters, and stands in the address', async () => {
      const pick = page.getByRole('button', { name: /^Model: / });
      await pick.focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('combobox', { name: 'Models' })).toBeFocused();
      await page.keyboard.type('kimi k2 thinking');
      await page.keyboard.press('Enter');
      await expect(pick).toBeFocused();
      await expect(page).toHaveURL(/model=kimi-k2-thinking/);
      const alone = page.getByRole('listitem').filter({ hasText: `any of ${simulated.length}` });
      await expect(alone.getByText(/too much\.$/)).toBeVisible();
      await expect(alone.getByRole('link', { name: /^Book/ })).toHaveCount(0);
    });

    await test.step('who comes by the link sees the same', async () => {
      await page.reload();
      await expect(page.getByRole('button', { name: 'Model: Kimi K2 Thinking' })).toBeVisible();
      await page.getByLabel('Context').selectOption({ label: '2\u202fk of context' });
      await expect(page).toHaveURL(/context=2048/);
      await page.getByLabel('Least rate').selectOption('40');
      await expect(page).toHaveURL(/rate=40/);
    });

    await test.step('a machine without a known limit is unknown, never a pass', async () => {
      const unknown = page.getByRole('region', { name: 'Not known' });
      await expect(
        unknown.getByText('is no Mac: what a model may use there is not known.').first(),
      ).toBeVisible();
      await expect(unknown.getByRole('link', { name: /^Book/ })).toHaveCount(0);
    });

    await test.step('a set’s own models lead back to the sets', async () => {
      await page
        .getByRole('button', { name: /^Models for/ })
        .first()
        .click();
      const sheet = page.getByRole('dialog', { name: 'Which model should these run?' });
      await sheet.getByRole('button', { name: /^gpt-oss 120b/ }).click();
      await expect(sheet).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'Model: gpt-oss 120b' })).toBeVisible();
    });

    await test.step('the set that fits is chosen in the book sheet', async () => {
      await page
        .getByRole('link', { name: /^Book One Mac Studio/ })
        .first()
        .click();
      const sheet = page.getByRole('dialog', { name: 'Book machines' });
      await expect(sheet.getByRole('checkbox', { checked: true })).toHaveCount(1);
    });
  });
}
