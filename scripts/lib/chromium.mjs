import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { bin } from './run.mjs';

const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const MAC_APPS = ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium'];

// Playwright's own version first only where a run has brought it; the system's browser serves as well.
export function findChromium() {
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  const candidates = [
    process.env.CHROME_PATH,
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    ...onPath,
    ...MAC_APPS.map((app) => path.join('/Applications', app)),
    ...playwrightCache(),
  ];
  return candidates.find((file) => file && isExecutable(file)) ?? null;
}

// Brings a browser when there is none. Returns its path, or null.
export function bringChromium() {
  const found = findChromium();
  if (found) return found;
  console.log('  No Chromium found; asking Playwright for one …');
  spawnSync(bin('playwright'), ['install', 'chromium'], { stdio: 'ignore', timeout: 180_000 });
  if (findChromium()) return findChromium();
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('  Installing the Debian package chromium …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const options = { stdio: 'ignore', env, timeout: 300_000 };
    spawnSync('apt-get', ['update'], options);
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
  }
  return findChromium();
}

function playwrightCache() {
  const mac = path.join(homedir(), 'Library/Caches/ms-playwright');
  const linux = path.join(homedir(), '.cache/ms-playwright');
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? (process.platform === 'darwin' ? mac : linux);
  if (!existsSync(cache)) return [];
  const inside = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ];
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort()
    .reverse()
    .flatMap((name) => inside.map((file) => path.join(cache, name, file)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
