import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportPreview } from '@/shared/schemas/register-import.ts';
import { makeLab, makeMachine } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startTestPortal();
  await makeLab(portal.ctx.db);
});
afterAll(() => portal.close());

const post = (path: string, cookie: string, body: object) =>
  fetch(`${portal.url}/api/register/${path}`, {
    method: 'POST',
    headers: { ...portal.browser(cookie), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const get = (path: string, cookie = '') => fetch(portal.url + path, { headers: { cookie } });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const FILE = { file: base64('Name;Seriennummer;Standort\nQuince;C0QNC032P1;Tisch 4') };

test('a file is looked at, written, and taken out again', async () => {
  const { cookie } = await portal.signIn('admin');
  const seen = await post('import/preview', cookie, FILE);
  expect(seen.status).toBe(200);
  const preview = (await seen.json()) as ImportPreview;
  expect(preview.counts).toEqual({ new: 1, changes: 0, same: 0, refused: 0 });
  const input = { ...FILE, fileName: 'Liste.csv', digest: preview.digest };
  const written = await post('import', cookie, input);
  expect(await written.json()).toEqual({ added: 1, changed: 0, leftOut: 0 });
  const again = await post('import', cookie, input);
  expect(again.status).toBe(412);
  const told = await portal.ctx.db.auditEntry.findMany({ where: { action: 'register.import' } });
  expect(told).toMatchObject([{ objectName: 'Liste.csv', after: { added: 1 } }]);

  const other = await makeMachine(portal.ctx.db, { name: 'Medlar' });
  const simulated = await makeMachine(portal.ctx.db, { name: 'Played', simulated: true });
  const out = await get('/api/register.csv', cookie);
  expect(Object.fromEntries(out.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': expect.stringMatching(/^attachment; filename="espalier-register-[\d-]+\.csv"$/),
    'x-content-type-options': 'nosniff',
  });
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await out.arrayBuffer());
  expect(text).toMatch(/^\uFEFFTag,Name,Serial,Model,/);
  expect(text).toContain(',Quince,C0QNC032P1,');
  expect(text).not.toContain('Played');
  const one = await (await get(`/api/register.csv?ids=${other.id},${simulated.id}`, cookie)).text();
  expect(one.trimEnd().split('\r\n')).toHaveLength(2);
});

test('nobody else does, and what is sent is not even read', async () => {
  for (const role of ['viewer', 'member'] as const) {
    const { cookie } = await portal.signIn(role);
    expect((await post('import/preview', cookie, { file: 1 })).status).toBe(403);
    expect((await post('import', cookie, { file: 1 })).status).toBe(403);
    expect((await get('/api/register.csv', cookie)).status).toBe(role === 'viewer' ? 403 : 200);
  }
  expect((await get('/api/register.csv')).status).toBe(401);
  expect((await post('import/preview', '', FILE)).status).toBe(401);
});

test('what is no file, no list and too much is told so', async () => {
  const { cookie } = await portal.signIn('admin');
  const told = async (response: Response) => [
    response.status,
    ((await response.json()) as { error: { message: string } }).error.message,
  ];
  expect(await told(await post('import/preview', cookie, { file: '' }))).toEqual([400, 'The file is empty.']);
  expect(await told(await post('import/preview', cookie, { file: base64('PK\u0003\u0004') }))).toEqual([
    400,
    'This is an Excel workbook or another zip file. Save the table as CSV, and choose that file.',
  ]);
  expect(await told(await post('import/preview', cookie, { file: 'A'.repeat(7_400_000) }))).toEqual([
    400,
    'The file is larger than 5 MB. Import it in parts.',
  ]);
  expect((await told(await post('import', cookie, { ...FILE, fileName: 'x', digest: 'y' })))[1]).toBe(
    'Look at the preview first.',
  );
  expect((await get('/api/register.csv?ids=,', cookie)).status).toBe(400);
});
