import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { STYLES_OF_TOASTS } from './security-headers.ts';

test('the policy knows the sheet of styles that the installed sonner puts into the page', () => {
  const source = readFileSync(createRequire(import.meta.url).resolve('sonner'), 'utf8');
  const [, literal] = /^__insertCSS\(("(?:[^"\\]|\\.)*")\)/m.exec(source)!;
  const sheet = JSON.parse(literal!) as string;
  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(STYLES_OF_TOASTS).toBe(`${hashOf(sheet)} ${hashOf('')}`);
});
