import { expect, it, test } from 'vitest';
import { makeRedaction } from './redact.ts';

const redact = (text: string, people: string[] = []): string => makeRedaction(people).redact(text);

test.each([
  ['Authorization: Bearer eyJhbGciOi.eyJzdWIiOjE.c2lnbmF0dXJl', 'Authorization: Bearer [secret]'],
  ['esp_4fZk2LwQm9sT1xVbN8yRcD3h refused', '[secret] refused'],
  ['HF_TOKEN=hf_abcdefghijklmnopqrstuvwx python', 'HF_TOKEN=[secret] python'],
  ['{"password": "correct horse", "port": 5432}', '{"password": [secret], "port": 5432}'],
  ['postgresql://lab:hunter2@db.local/espalier', 'postgresql://[secret]@db.local/espalier'],
  ['api_key=sk-proj-abcdefghijklmnop1234', 'api_key=[secret]'],
  ['mail to ines.brandt@example.org failed', 'mail to [e-mail] failed'],
  ['/Users/ines/models/qwen3: not found', '/Users/[person]/models/qwen3: not found'],
  ['File "/home/ines/.venv/lib/mlx.py", line 3', 'File "/home/[person]/.venv/lib/mlx.py", line 3'],
])('%s', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test.each([
  '[jaccl] Changing queue pair to RTR failed with errno 22',
  'mlx 0.32.0, mlx-lm 0.32.2, macOS 26.2 (25C56)',
  'Connecting to 127.0.0.1:51234',
  '2026-11-27T02:10:11.123Z rank 0 stderr  Loading layers 0:61:1',
  'tokens=412 tokens_per_second=38.2',
  'session 0199a8c2-7d11-7cc2-9f50-2a6d1f0c9e11 of model sha256 9f86d081884c7d659a2feaa0c55ad015',
])('what a reader of logs needs stays: %s', (text) => {
  expect(redact(text)).toBe(text);
});

it('gives an address the same number each time, so that who talks to whom shows', () => {
  const { redact: one, removed } = makeRedaction([]);
  expect(one('10.0.0.5 to 10.0.0.6 by a4:83:e7:1c:02:9b')).toBe('[address 1] to [address 2] by [address 3]');
  expect(one('lost 10.0.0.6, fe80::1c02:9bff')).toBe('lost [address 2], [address 4]');
  expect(Object.fromEntries(removed())).toEqual({ 'network address': 5 });
});

it('takes out people by their names as whole words, and counts them', () => {
  const { redact: one, removed } = makeRedaction(['Ines Brandt', 'Al', 'Ed.']);
  expect(one('Ended by Ines Brandt; Ines Brandts Al')).toBe('Ended by [person]; Ines Brandts Al');
  expect(removed().get('person')).toBe(1);
});
