import { expect, test } from 'vitest';
import { readSlash, slashOptions } from './slash.ts';

const prompt = (name: string, description = '') => ({ id: name, name, description });
const PROMPTS = [prompt('proof-sketch', 'A summary of a proof'), prompt('summary'), prompt('summary-table')];
const SESSIONS = [
  { id: 's1', modelTitle: 'Kimi K2', note: '' },
  { id: 's2', modelTitle: 'gpt-oss-20b', note: '' },
];
const labels = (draft: string) =>
  slashOptions(readSlash(draft)!, { prompts: PROMPTS, sessions: SESSIONS }).map((it) => it.label);

test('only a slash at the very start asks for the list', () => {
  expect(readSlash('/')).toEqual({ name: '', argument: null });
  expect(readSlash('/sum')).toEqual({ name: 'sum', argument: null });
  expect(readSlash('/model ki mi')).toEqual({ name: 'model', argument: 'ki mi' });
  for (const none of ['', 'a/b', ' /sum', '/etc/hosts', '/Users', '/sum\nmore', '/a b\nc', '//'])
    expect(readSlash(none)).toBe(null);
});

test('prompts come before commands, those that begin so before those that have it', () => {
  expect(labels('/sum')).toEqual(['/summary', '/summary-table', '/proof-sketch']);
  expect(labels('/s')).toEqual(['/summary', '/summary-table', '/system', '/stop']);
  expect(labels('/p')).toEqual(['/proof-sketch', '/prompt', '/parameters']);
  expect(labels('/')).toHaveLength(9);
  expect(labels('/nothing-so')).toEqual([]);
});

test('/model with a space asks which session', () => {
  expect(labels('/model ')).toEqual(['Kimi K2', 'gpt-oss-20b']);
  expect(labels('/model OSS')).toEqual(['gpt-oss-20b']);
  expect(labels('/summary x')).toEqual([]);
});
