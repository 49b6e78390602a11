import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readEnv, readSecret } from './env.ts';
import { hideSecrets, makeLogger } from './logger.ts';
import { singleton } from './singleton.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'espalier-env-'));
afterAll(() => rmSync(folder, { recursive: true }));

const given = (values: Record<string, string>) => readEnv({ NODE_ENV: 'production', ...values });

test('an empty environment is a portal on loopback with its own Postgres', () => {
  expect(given({})).toMatchObject({
    isProduction: true,
    host: '127.0.0.1',
    port: 3000,
    url: 'http://localhost:3000',
    databaseUrl: undefined,
    isDemo: false,
    heartbeatMs: 5000,
  });
});

test('models are read by name from Hugging Face, or from the mirror that the lab names', () => {
  expect(given({}).huggingFaceUrl).toBe('https://huggingface.co');
  expect(given({ ESPALIER_HUGGING_FACE_URL: 'https://mirror.example/' }).huggingFaceUrl).toBe(
    'https://mirror.example',
  );
  expect(() => given({ ESPALIER_HUGGING_FACE_URL: 'file:///etc/passwd' })).toThrow(
    'ESPALIER_HUGGING_FACE_URL',
  );
});

test('mail has a server and a sender, or neither; hosts inside are named one by one', () => {
  expect(given({})).toMatchObject({ smtpUrl: null, mailFrom: null, webhookAllowPrivate: [] });
  const smtp = { ESPALIER_SMTP_URL: 'smtps://lab:secret@mail.example:465' };
  expect(given({ ...smtp, ESPALIER_MAIL_FROM: 'Espalier <lab@example.org>' })).toMatchObject({
    smtpUrl: smtp.ESPALIER_SMTP_URL,
    mailFrom: 'Espalier <lab@example.org>',
  });
  expect(() => given(smtp)).toThrow('ESPALIER_MAIL_FROM');
  expect(() => given({ ...smtp, ESPALIER_MAIL_FROM: 'the lab' })).toThrow('ESPALIER_MAIL_FROM');
  expect(() => given({ ESPALIER_SMTP_URL: 'http://mail.example' })).toThrow('ESPALIER_SMTP_URL');
  expect(given({ ESPALIER_WEBHOOK_ALLOW_PRIVATE: 'Hooks.internal, [fd00::1]' }).webhookAllowPrivate).toEqual([
    'hooks.internal',
    'fd00::1',
  ]);
});

test('all that is wrong is told at once, what settings say together too', () => {
  const wrong = { PORT: 'many', ESPALIER_SMTP_URL: 'smtps://mail.example:465', ESPALIER_TLS_KEY: 'key.pem' };
  const told = [/PORT/, /ESPALIER_MAIL_FROM beside it/, /ESPALIER_TLS_KEY go together/];
  for (const it of told) expect(() => given(wrong)).toThrow(it);
});

test('the address follows the port, an empty value means "not set"', () => {
  expect(given({ PORT: '4000', DATABASE_URL: '', ESPALIER_URL: '' }).url).toBe('http://localhost:4000');
  expect(given({ ESPALIER_URL: 'https://macs.example.org/' }).url).toBe('https://macs.example.org');
});

test.each([
  ['PORT', 'many'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['ESPALIER_SECRET', 'short'],
  ['ESPALIER_LEASE_MS', '-1'],
  ['ESPALIER_DEMO', 'perhaps'],
  ['ESPALIER_TRUSTED_PROXIES', '10.0.0.0/40'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => given({ [name]: value })).toThrow(name);
});

test('this machine is a trusted proxy, others when they are named', () => {
  const named = given({ ESPALIER_TRUSTED_PROXIES: '10.0.0.5, 10.1.0.0/16' }).trustedProxies;
  expect(['127.0.0.1', '10.0.0.5', '10.1.9.9', '10.0.0.6'].map((it) => named.check(it))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(given({}).trustedProxies.check('10.0.0.5')).toBe(false);
});

test('the secret is made once, readable by its owner only', () => {
  const first = readSecret({ secret: undefined, dataFolder: folder });
  expect(first.length).toBeGreaterThanOrEqual(32);
  expect(readSecret({ secret: undefined, dataFolder: folder })).toBe(first);
  expect(statSync(path.join(folder, 'secret')).mode & 0o777).toBe(0o600);
  expect(readSecret({ secret: 'x'.repeat(32), dataFolder: folder })).toBe('x'.repeat(32));
});

test('logs hold no secrets, wherever they stand', () => {
  const lines: string[] = [];
  const logger = makeLogger('info', { write: (line) => void lines.push(line) });
  logger.info(
    { authorization: 'A1', headers: { cookie: 'B2' }, request: { headers: { 'set-cookie': 'C3' } } },
    'x',
  );
  logger.info(
    'join with esp_join_D4-e_f at postgresql://espalier:E5@127.0.0.1/x and Bearer F6.g, hf_G7h, whsec_H8-i',
  );
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toMatch(/A1|B2|C3|D4|E5|F6|G7|H8/);
  expect(hideSecrets('http://127.0.0.1:3000/a@b')).toBe('http://127.0.0.1:3000/a@b');
});

test('of an error the log has what tells why, and nothing that hangs on it', () => {
  const lines: string[] = [];
  const logger = makeLogger('info', { write: (line) => void lines.push(line) });
  const client = {
    processID: 4711,
    secretKey: 123_456_789,
    connectionParameters: { password: 'open sesame', host: 'db' },
    connectionString: 'postgresql://lab:open@db/lab',
  };
  const cause = Object.assign(new Error('terminating connection'), {
    code: '57P01',
    client,
    detail: 'ada@x',
  });
  const error = Object.assign(new TypeError('it failed', { cause }), {
    code: 'P2010',
    connection: client,
    meta: { driverAdapterError: cause, query: 'SELECT secret' },
  });
  logger.error({ err: error }, 'one');
  logger.warn({ details: ['words', error, { cause: 'kept' }] }, 'two');
  logger.warn({ err: new AggregateError([cause, 'x'], 'both') }, 'three');
  logger.error(error);
  const all = lines.join('');
  expect(all).not.toMatch(
    /processID|secretKey|connection(String|Parameters)|sesame|ada@x|SELECT|driverAdapter/,
  );
  const [one, two, three, four] = lines.map((it) => JSON.parse(it) as Record<string, unknown>);
  const told = {
    type: 'TypeError',
    message: 'it failed',
    code: 'P2010',
    stack: expect.stringContaining('env.test.ts') as string,
    cause: { type: 'Error', message: 'terminating connection', code: '57P01' },
  };
  expect(one).toMatchObject({ msg: 'one', err: told });
  expect(two).toMatchObject({ details: ['words', told, { cause: 'kept' }] });
  expect(three).toMatchObject({ err: { type: 'AggregateError', errors: [{ code: '57P01' }] } });
  expect(four).toMatchObject({ err: told });
});

test('a thing of the process is made once, for every copy of the module', async () => {
  const copy = path.join(folder, 'singleton.mjs');
  writeFileSync(copy, 'export const find = (name) => globalThis[Symbol.for(`espalier.${name}`)].value;');
  let made = 0;
  const make = () => ({ number: ++made });
  expect(singleton('env-test', make)).toBe(singleton('env-test', make));
  const { find } = (await import(copy)) as { find: (name: string) => unknown };
  expect(find('env-test')).toEqual({ number: 1 });
});

test('each setting is in .env.example and on the page about configuration, and nothing else is', () => {
  const namesIn = (file: string, pattern: RegExp): string[] =>
    [...new Set([...readFileSync(file, 'utf8').matchAll(pattern)].map((it) => it[1]!))].toSorted();
  const known = namesIn('server/env.ts', /^ {2}([A-Z][A-Z_]+): /gm).filter((it) => it !== 'NODE_ENV');
  // The agent's own.
  const all = [...known, 'ESPALIER_STALL_MS'].toSorted();
  expect(known.length).toBeGreaterThan(20);
  const example = namesIn('.env.example', /^([A-Z][A-Z_]+)=/gm);
  expect(namesIn('docs/configuration.md', /`([A-Z][A-Z_]+)`(?=[^|]*\|[^|]*\|[^|]*\|$)/gm)).toEqual(all);
  expect(example).toEqual(all);
});
