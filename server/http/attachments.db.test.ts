import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  ATTACHMENT_CONTENT_TYPE,
  LARGEST_ATTACHMENT_BYTES,
  MOST_ATTACHMENTS,
} from '@/shared/schemas/attachment.ts';
import { makeLab, makeMachine } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

const PDF = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\nan invoice\n%%EOF', 'latin1');
const PNG = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01', 'latin1');

let portal: TestPortal;
let cookie: string;
let machine: { id: string; name: string };
beforeAll(async () => {
  portal = await startTestPortal();
  await makeLab(portal.ctx.db);
  ({ cookie } = await portal.signIn('admin'));
});
afterAll(() => portal.close());
beforeEach(async () => void (machine = await makeMachine(portal.ctx.db)));

type Sent = { name?: string; bytes?: Buffer; headers?: Record<string, string>; as?: string };
const send = ({ name = 'invoice.pdf', bytes = PDF, headers = {}, as = cookie }: Sent = {}) =>
  fetch(`${portal.url}/api/attachments/${machine.id}?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { ...portal.browser(as), 'content-type': ATTACHMENT_CONTENT_TYPE, ...headers },
    body: new Uint8Array(bytes),
  });
const get = (id: string, as = cookie) =>
  fetch(`${portal.url}/api/attachments/${id}`, { headers: { cookie: as } });
const wordsOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { message: string } }).error.message;
const kept = () => portal.ctx.db.attachment.count({ where: { machineId: machine.id } });

test('what was sent comes back whole, as a download that no page is made of', async () => {
  const sent = await send();
  expect(sent.status).toBe(200);
  const attachment = (await sent.json()) as { id: string };
  expect(attachment).toMatchObject({
    name: 'invoice.pdf',
    mediaType: 'application/pdf',
    sizeBytes: PDF.length,
  });
  const { status, headers, ...back } = await get(attachment.id).then(async (it) => ({
    status: it.status,
    headers: it.headers,
    bytes: Buffer.from(await it.arrayBuffer()),
  }));
  expect(status).toBe(200);
  expect(back.bytes.equals(PDF)).toBe(true);
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="invoice.pdf"/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain('sandbox');
  expect(headers.get('cache-control')).toContain('no-store');
});

describe('refused with words, and nothing is kept', () => {
  const html = (before: string | Buffer) =>
    Buffer.concat([Buffer.from(before), Buffer.from('<html><script>1</script>')]);
  test.each<[string, Sent, RegExp]>([
    ['a PNG named .pdf', { bytes: PNG }, /ends in \.pdf, but it is a PNG picture/],
    ['a PDF named .html', { name: 'invoice.pdf.html' }, /ends in \.html, but it is a PDF/],
    ['a page', { name: 'page.txt', bytes: html('') }, /none of the files that are kept/],
    ['a page that begins as a PDF', { bytes: html(PDF) }, /none of the files that are kept/],
    ['a page that begins as a PNG', { name: 'x.png', bytes: html(PNG) }, /none of the files that are kept/],
    [
      'a drawing',
      { name: 'x.svg', bytes: Buffer.from('<svg onload="x()"/>') },
      /none of the files that are kept/,
    ],
    ['a program', { name: 'x.txt', bytes: Buffer.from('\x7fELF\0\0') }, /none of the files that are kept/],
    ['nothing', { bytes: Buffer.alloc(0) }, /is empty/],
  ])('%s', async (_what, sent, words) => {
    const response = await send(sent);
    expect(response.status).toBe(400);
    expect(await wordsOf(response)).toMatch(words);
    expect(await kept()).toBe(0);
  });

  test('11 MB, also where its length isn’t said before', async () => {
    const large = Buffer.concat([PDF, Buffer.alloc(11_000_000, 'x')]);
    const response = await send({ bytes: large });
    expect(response.status).toBe(400);
    expect(await wordsOf(response)).toContain('larger than 10 MB');
    let sentBytes = 0;
    await new Promise<void>((resolve) => {
      const chunked = request(`${portal.url}/api/attachments/${machine.id}?name=x.pdf`, {
        method: 'POST',
        headers: { ...portal.browser(cookie), 'content-type': ATTACHMENT_CONTENT_TYPE },
      });
      const over = () => resolve();
      chunked.on('error', over).on('close', over);
      const more = (): void => {
        if (chunked.destroyed) return;
        sentBytes += 100_000;
        // It is never ended: only the portal ends it.
        if (chunked.write(Buffer.alloc(100_000, 'x'))) setImmediate(more);
        else chunked.once('drain', more);
      };
      more();
    });
    expect(sentBytes).toBeLessThan(4 * LARGEST_ATTACHMENT_BYTES);
    expect(await kept()).toBe(0);
  });

  test('what another page sends for somebody', async () => {
    for (const headers of [
      { origin: 'https://elsewhere.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'multipart/form-data; boundary=x' },
    ])
      expect((await send({ headers })).status).toBe(403);
    expect((await send({ headers: { 'content-type': 'application/pdf' } })).status).toBe(400);
    expect(await kept()).toBe(0);
  });

  test('the same file again, and one more than there may be', async () => {
    expect((await send()).status).toBe(200);
    const again = await send({ name: 'other.pdf' });
    expect([again.status, await wordsOf(again)]).toEqual([
      409,
      `${machine.name} has this file already, as invoice.pdf.`,
    ]);
    const all = await Promise.all(
      Array.from({ length: MOST_ATTACHMENTS + 2 }, (_, i) =>
        send({ bytes: Buffer.concat([PDF, Buffer.from([i])]) }),
      ),
    );
    expect(all.filter((it) => it.status === 429)).toHaveLength(3);
    expect(await kept()).toBe(MOST_ATTACHMENTS);
  });
});

test('a name that would lead elsewhere becomes a bare one', async () => {
  const name = '../../etc/"in\r\nset-cookie: x=1\u202evoice" ü.pdf';
  const { id, name: bare } = (await (await send({ name })).json()) as { id: string; name: string };
  expect(bare).toBe('"inset-cookie: x=1voice" ü.pdf');
  const { headers } = await get(id);
  expect(headers.get('set-cookie')).toBeNull();
  expect(headers.get('content-disposition')).toBe(
    `attachment; filename="_inset-cookie_ x_1voice_ _.pdf"; filename*=UTF-8''%22inset-cookie%3A%20x%3D1voice%22%20%C3%BC.pdf`,
  );
});

test('only those who keep the register send and get them; whoever isn’t signed in least of all', async () => {
  const { id } = (await (await send()).json()) as { id: string };
  for (const role of ['viewer', 'member'] as const) {
    const other = await portal.signIn(role);
    expect((await get(id, other.cookie)).status).toBe(403);
    expect((await send({ as: other.cookie, name: 'x.pdf' })).status).toBe(403);
  }
  expect((await get(id, '')).status).toBe(401);
  expect((await send({ as: '' })).status).toBe(401);
  expect((await get('nothing')).status).toBe(404);
  expect((await get('a/b')).status).toBe(404);
});
