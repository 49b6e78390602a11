import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/lib/chromium.mjs';

const isRoot = process.getuid?.() === 0;
const executablePath = findChromium();

// The longest, and those with a lab of their own: begun last, one worker would wait for the other to end them.
const FIRST = /(fuzz|readiness|resilience|two-portals)\.spec\.ts$/;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Each worker has a lab of its own.
  workers: 2,
  // A test that needs a second try is a bug; in CI it must not hide the others.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  projects: [
    { name: 'first', testMatch: FIRST },
    { name: 'then', testIgnore: FIRST },
  ],
  reporter: [['line']],
  globalSetup: './e2e/global-setup.ts',
  use: {
    viewport: { width: 1440, height: 900 },
    ...(process.env.ESPALIER_E2E_URL ? { baseURL: process.env.ESPALIER_E2E_URL } : {}),
    screenshot: 'only-on-failure',
    // Recording costs more than the page itself, and here two ranks want the same two cores.
    trace: process.env.ESPALIER_TRACE ? 'on' : 'off',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
