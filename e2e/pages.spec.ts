import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures/test.ts';

const PAGES = ['/machines', '/bookings', '/sessions', '/sessions/new', '/chat', '/reports', '/settings'];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page is readable and whole in ${colorScheme} @phone`, async ({ openAs }) => {
    test.setTimeout(180_000);
    const page = await openAs('owner');
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const path of PAGES) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText('Loading', { exact: false })).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect
        .soft(
          violations.map((it) => `${it.id}: ${it.nodes[0]?.html}`),
          path,
        )
        .toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    }
  });
}
