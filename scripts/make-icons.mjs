import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { SPLASH_SCREENS } from '../app/splash-screens.ts';
import { findChromium } from './lib/chromium.mjs';

/*
 * The pictures a home screen wants, from the product's own mark: `node scripts/make-icons.mjs` after a change of
 * public/icon.svg. A system cuts a maskable one to its own shape, so its mark stays within the inner four fifths.
 */
const PAPER = '#f8faf9';
const ICONS = [
  { name: 'touch-180', size: 180, share: 0.66, paper: PAPER },
  { name: 'icon-192', size: 192, share: 0.84, paper: 'transparent' },
  { name: 'icon-512', size: 512, share: 0.84, paper: 'transparent' },
  { name: 'maskable-512', size: 512, share: 0.54, paper: PAPER },
];

const mark = readFileSync('public/icon.svg', 'utf8');
mkdirSync('public/icons', { recursive: true });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage({ colorScheme: 'light' });
  for (const { name, size, share, paper } of ICONS)
    await draw(page, { width: size, height: size }, `public/icons/${name}.png`, {
      paper,
      width: share * size,
    });
  const twice = await browser.newPage({ deviceScaleFactor: 2 });
  for (const { size, scheme, paper, url } of SPLASH_SCREENS) {
    await twice.emulateMedia({ colorScheme: scheme });
    await draw(twice, size, `public${url}`, { paper, width: 112 });
  }
} finally {
  await browser.close();
}

async function draw(page, size, path, { paper, width }) {
  await page.setViewportSize(size);
  await page.setContent(
    `<style>body{margin:0;height:100vh;display:grid;place-items:center;background:${paper}}svg{width:${width}px}</style>${mark}`,
  );
  await page.screenshot({ path, omitBackground: true });
}
