import { rmSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { type Lab, startLab } from '../../e2e/fixtures/lab.ts';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { createDatabase, type Database } from '../../server/db.ts';
import { startEmbeddedPostgres } from '../../server/postgres/embedded.ts';
import { makeBenchFolder } from './database.ts';

type BrowserLab = { lab: Lab; db: Database; browser: Browser };

/** A lab of real processes, without agents but those named, its database to fill, and a browser to look at it. */
export async function withBrowserLab(
  work: (it: BrowserLab) => Promise<void>,
  agents: readonly string[] = [],
): Promise<void> {
  const folder = makeBenchFolder();
  const postgres = await startEmbeddedPostgres({
    dataFolder: path.join(folder, 'database'),
    address: 'a bench',
  });
  const env = { DATABASE_URL: postgres.url };
  const lab = await startLab({
    dataFolder: path.join(folder, 'lab'),
    agents: ({ name }) => agents.includes(name),
    env,
  });
  const db = createDatabase(postgres.url);
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox'],
  });
  try {
    await work({ lab, db, browser });
  } finally {
    await browser.close();
    await db.$disconnect();
    await lab.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As wide as a desk has it. */
export const openDesk = (browser: Browser, lab: Lab) =>
  browser.newPage({ baseURL: lab.url, viewport: { width: 1440, height: 900 } });
