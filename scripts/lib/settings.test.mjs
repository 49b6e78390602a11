import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadSettings } from './settings.mjs';

test('.env fills what the environment leaves open, and need not be there', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'espalier-settings-'));
  const file = path.join(folder, '.env');
  loadSettings(file);
  writeFileSync(file, '# a comment\nESPALIER_TEST_GIVEN=from the file\nESPALIER_TEST_OPEN=from the file\n');
  vi.stubEnv('ESPALIER_TEST_GIVEN', 'from outside');
  vi.stubEnv('ESPALIER_TEST_OPEN', undefined);
  loadSettings(file);
  expect(process.env.ESPALIER_TEST_GIVEN).toBe('from outside');
  expect(process.env.ESPALIER_TEST_OPEN).toBe('from the file');
  rmSync(folder, { recursive: true });
});
