import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// An event that nobody tells, or that nobody listens to, is dead however well it is typed.
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server'], { encoding: 'utf8' })
  .split('\n')
  .filter((it) => it.endsWith('.ts') && !it.endsWith('.test.ts') && !it.includes('/testing/'));
const source = files.map((it) => readFileSync(it, 'utf8')).join('\n');
const events = [...readFileSync('server/events/event-map.ts', 'utf8').matchAll(/^ {2}'([\w.-]+)':/gm)].map(
  ([, name]) => name!,
);
const calls = (verb: string, name: string) => new RegExp(`\\b${verb}\\(\\s*'${name.replace('.', '\\.')}'`);

test('there are events', () => expect(events).toContain('machine.changed'));

test.each(events)('%s is told and heard', (name) => {
  expect(source).toMatch(calls('emit', name));
  expect(source).toMatch(calls('on', name));
});
