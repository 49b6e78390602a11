import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bringChromium } from './lib/chromium.mjs';
import { readJson, runningAddress } from './lib/demo-state.mjs';
import { ensureNode } from './lib/node.mjs';
import { dataFolder, main, progress, StepError } from './lib/run.mjs';

/*
 * The README's pictures, of the demo that runs (npm run demo in another terminal): what people see today, light and dark.
 * Words that tell a time or a watt differ each time; what is shown is simulated and says so.
 */
const FOLDER = 'docs/pictures';
const SIZE = { width: 1280, height: 800 };
const QUALITY = 0.8;
/** Each with something that only its content has. */
const SCREENS = [
  { name: 'macs', path: '/machines?show=simulated', content: 'text=Lab power' },
  { name: 'bookings', path: '/bookings', content: 'main a[href^="/bookings/"]' },
  { name: 'reports', path: '/reports?show=simulated', content: 'main h2' },
];

await ensureNode();
await main(async () => {
  const url = runningAddress();
  const demo = readJson(path.join(dataFolder, 'demo.json'));
  if (!url || !demo) throw new StepError('Start the demo first, in another terminal: npm run demo');
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath: bringChromium() ?? undefined });
  mkdirSync(FOLDER, { recursive: true });
  try {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({
        baseURL: url,
        viewport: SIZE,
        colorScheme,
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      await signIn(
        page,
        demo.accounts.find((it) => it.role === 'owner'),
      );
      for (const screen of SCREENS) {
        const done = progress(`${screen.name}, ${colorScheme}`);
        const file = path.join(FOLDER, `${screen.name}-${colorScheme}.webp`);
        writeFileSync(file, await shoot(page, screen));
        done();
      }
      await context.close();
    }
  } finally {
    await browser.close();
  }
});

async function signIn(page, { email, password }) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
}

/** As WebP, a third of the PNG: the browser itself can write it. */
async function shoot(page, { path: address, content }) {
  await page.goto(address);
  await page.locator(content).first().waitFor();
  await page.waitForLoadState('networkidle');
  const png = (await page.screenshot()).toString('base64');
  const writer = await page.context().newPage();
  const webp = await writer.evaluate(
    async ([picture, quality]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), {
        width: image.width,
        height: image.height,
      });
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality).split(',')[1];
    },
    [png, QUALITY],
  );
  await writer.close();
  return Buffer.from(webp, 'base64');
}
