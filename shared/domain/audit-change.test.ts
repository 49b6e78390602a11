import { expect, test } from 'vitest';
import { auditChange, type AuditSide, HIDDEN } from './audit-change.ts';

const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const CASES: [string, AuditSide | null, AuditSide | null, unknown][] = [
  ['nothing changed', { name: 'Anjou', at: new Date(5) }, { name: 'Anjou', at: new Date(5) }, null],
  ['the order of fields is no change', { a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }, null],
  [
    'only what changed',
    { name: 'Anjou', status: 'active' },
    { name: 'Bosc', status: 'active' },
    { before: { name: 'Anjou' }, after: { name: 'Bosc' } },
  ],
  ['made', null, { name: 'Anjou', note: undefined }, { before: null, after: { name: 'Anjou' } }],
  ['gone', { name: 'Anjou' }, null, { before: { name: 'Anjou' }, after: null }],
  ['an act', null, null, { before: null, after: null }],
  [
    'dates and big numbers',
    { at: new Date(0), bytes: 1n },
    { at: null, bytes: 2n },
    { before: { at: '1970-01-01T00:00:00.000Z', bytes: 1 }, after: { at: null, bytes: 2 } },
  ],
  [
    'a field that came',
    {},
    { note: 'by the window' },
    { before: { note: null }, after: { note: 'by the window' } },
  ],
];
test.each(CASES)('%s', (_name, before, after, change) =>
  expect(auditChange('machine', before, after)).toEqual(change),
);

const SECRETS: AuditSide[] = [
  { password: 'correct horse' },
  { setUpTokenHash: 'ab' },
  { apiKey: 'k' },
  { webhook: { secret: 'deep' } },
  { headers: [{ authorization: 'Bearer x' }] },
  { messageText: 'What I asked the model' },
  { prompt: 'What I asked the model' },
  { note: 'esp_join_0123456789ab_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2Rl' },
  { link: 'https://lab.example/set-up?token=Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2Rl' },
  { fingerprint: HASH },
];
test.each(SECRETS)('is hidden: %j', (side) => {
  const stored = JSON.stringify(auditChange('machine', null, side));
  expect(stored).toContain(HIDDEN);
  expect(stored).not.toMatch(/correct|"ab"|"k"|deep|Bearer|asked|Zm9v|9f86/);
});

test('what people write to each other about a booking is told, a secret in it is not', () => {
  const answer = 'Half of it is waived, for the portal was down.';
  const stored = (it: string) => auditChange('booking', null, { answer: it, token: 'one' })?.after;
  expect(stored(answer)).toEqual({ answer, token: HIDDEN });
  expect(stored('Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2Rl')).toEqual({ answer: HIDDEN, token: HIDDEN });
});

test.each(['conversation', 'comparison', 'prompt', 'preset', 'batch', 'session', 'lab'])(
  'words of a chat are hidden where they may be such: %s',
  (objectType) =>
    expect(auditChange(objectType, null, { answer: 'Paris' })?.after).toEqual({ answer: HIDDEN }),
);

test('a secret that changed is a change, without either value', () => {
  expect(auditChange('member', { password: 'one' }, { password: 'two' })).toEqual({
    before: { password: HIDDEN },
    after: { password: HIDDEN },
  });
});

test('what only looks technical is kept: ids, models, counts', () => {
  const side = {
    objectId: '0198c0de-0000-7000-8000-00000000beef',
    model: 'mlx-community/DeepSeek-V3-0324-4bit',
    maxTokens: 4096,
    email: 'ada.lovelace.of.the.analytical.engine@example.org',
    name: 'mac-studio-north-bench-room-104-left',
  };
  expect(auditChange('machine', null, side)).toEqual({ before: null, after: side });
});

test('long texts are cut', () => {
  expect(auditChange('machine', null, { note: 'a '.repeat(400) })?.after).toEqual({
    note: `${'a '.repeat(150)}…`,
  });
});
