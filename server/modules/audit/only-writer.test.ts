import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KNOWN_ACTIONS } from '@/shared/domain/audit-words.ts';

const WRITES =
  /auditEntry\s*\.\s*(create|update|upsert|delete)|(INSERT INTO|UPDATE|DELETE FROM)\s+"AuditEntry"/;

const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server'], { encoding: 'utf8' })
  .split('\n')
  .filter((it) => it.endsWith('.ts') && !it.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }));

test('nothing but emitAudit writes the audit', () => {
  const writers = sources
    .filter(({ text }) => WRITES.test(text))
    .map(({ file }) => file)
    .toSorted();
  expect(writers).toEqual(['server/modules/audit/emit-audit.ts', 'server/testing/clear-audit.ts']);
});

test('every action that is written can be told as a sentence', () => {
  const written = sources.flatMap(({ text }) =>
    [...text.matchAll(/\baction: ([^,;]+)[,;]/g)].flatMap(([, value]) =>
      [...value!.matchAll(/'([a-z]+\.[a-z-]+)'/g)].map(([, action]) => action!),
    ),
  );
  expect(written.length).toBeGreaterThan(10);
  expect(written.filter((it) => !(it in KNOWN_ACTIONS))).toEqual([]);
});
