import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const WRITES =
  /auditEntry\s*\.\s*(create|update|upsert|delete)|(INSERT INTO|UPDATE|DELETE FROM)\s+"AuditEntry"/;

test('nothing but emitAudit writes the audit', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server'], {
    encoding: 'utf8',
  });
  const writers = files
    .split('\n')
    .filter((it) => it.endsWith('.ts') && !it.endsWith('.test.ts'))
    .filter((it) => WRITES.test(readFileSync(it, 'utf8')));
  expect(writers).toEqual(['server/modules/audit/emit-audit.ts']);
});
