import { expect, type Page, test } from '@playwright/test';
import { colourFindings, findings, OPEN_SHEET } from './fixtures/axe.ts';

const STYLE = `
  body { background: #fff; color: #111 } .muted { color: #666 } .pale { color: #bbb } button { padding: 8px }
  @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } .muted { color: #aaa } .dim { color: #444 } }`;

async function put(page: Page, body: string): Promise<void> {
  await page.setContent(
    `<!doctype html><html lang="en"><title>Planted</title><style>${STYLE}</style><main><h1>One</h1>${body}</main>`,
  );
}
const rulesIn = (found: string[]): string[] => found.map((it) => it.split(':')[0]!).toSorted();

/** What passed once is not looked at again: that hides no fault. */
test('a fault that is planted is found, in either theme, however much has passed before', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await put(page, '<p>good</p><p class="muted">muted</p>');
  expect(await findings(page)).toEqual([]);
  await put(page, '<p>good</p><p class="muted">muted</p><p class="pale">pale</p>');
  const pale = ['color-contrast: <p class="pale">pale</p>'];
  expect(await findings(page)).toEqual(pale);
  expect(await findings(page)).toEqual(pale);
  expect(await page.locator('[data-new-look]').count()).toBe(0);

  await put(page, '<p>good</p><p class="dim">dim in the dark</p>');
  expect(await findings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await colourFindings(page)).toEqual(['color-contrast: <p class="dim">dim in the dark</p>']);
  await page.emulateMedia({ colorScheme: 'light' });

  await put(page, '<input>');
  expect(rulesIn(await findings(page))).toEqual(['label']);
  // What is off may be pale, and says nothing of what looks like it and is not.
  await put(page, '<button disabled class="pale">off</button>');
  expect(await findings(page)).toEqual([]);
  await put(page, '<button class="pale">on</button>');
  expect(rulesIn(await findings(page))).toEqual(['color-contrast']);
  // Colours that have passed, over another ground and half seen through.
  await put(page, '<div style="background: #555"><p class="muted">over grey</p></div>');
  expect(rulesIn(await findings(page))).toEqual(['color-contrast']);
  await put(page, '<div style="opacity: 0.4"><p>faded</p></div>');
  expect(rulesIn(await findings(page))).toEqual(['color-contrast']);

  const sheet = '<div role="dialog" aria-label="Sheet"><p class="pale">here</p><input></div>';
  await put(page, `<p class="pale">behind</p>${sheet}`);
  expect(rulesIn(await findings(page, OPEN_SHEET))).toEqual(['color-contrast', 'label']);
});
