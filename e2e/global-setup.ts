import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startLab, TEMPLATE } from './fixtures/lab.ts';

/** A lab before its first agent has joined, made once: a database and sixty days of past take longer than a copy. */
export default async function makeTemplate(): Promise<() => void> {
  if (process.env['ESPALIER_E2E_URL']) return () => {};
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'espalier-template-'));
  const lab = await startLab({ dataFolder, agents: () => false });
  await lab.stop();
  process.env[TEMPLATE] = dataFolder;
  return () => rmSync(dataFolder, { recursive: true, force: true });
}
