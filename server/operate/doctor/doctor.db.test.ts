import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { testDatabase } from '../../testing/database.ts';
import { makeMachine } from '../../testing/factories.ts';
import { runSql } from '../../testing/first-version-lab.ts';
import { exitCodeOf, fault, fine, lineOf, warning } from './finding.ts';
import { lookAtBackups } from './look-backups.ts';
import { lookAtFolder, lookAtNode, lookAtPort, lookAtPython, lookAtSecret } from './look-computer.ts';
import { lookAtDatabase } from './look-database.ts';
import { judgeCertificate, lookAtAddress, lookAtMail } from './look-network.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'espalier-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const url = () => process.env.DATABASE_URL!;
const LOST_MS = 30_000;

test('a lab that is well has no finding; agents that are silent, behind or off in time are named', async () => {
  expect(exitCodeOf(await lookAtDatabase(url(), LOST_MS))).toBe(0);
  const db = testDatabase();
  const [silent, behind, astray] = [
    await makeMachine(db, { name: 'silent' }),
    await makeMachine(db, { name: 'behind' }),
    await makeMachine(db, { name: 'astray' }),
  ];
  const agent = { publicKey: 'key', version: '1', lastSeenAt: new Date() };
  for (const { id } of [silent, behind, astray])
    await db.agent.upsert({ where: { machineId: id }, create: { ...agent, machineId: id }, update: agent });
  await db.agent.update({
    where: { machineId: silent.id },
    data: { lastSeenAt: new Date(Date.now() - 86_400_000) },
  });
  await db.agent.update({ where: { machineId: astray.id }, data: { clockSkewMs: -90_000 } });
  const report = { facts: {}, models: [], engine: {}, hostId: 'h', reportedAt: new Date() };
  await db.machineReport.upsert({
    where: { machineId: behind.id },
    create: { ...report, machineId: behind.id, protocolVersion: 1 },
    update: { protocolVersion: 1 },
  });
  await db.machineReport.updateMany({
    where: { machineId: { not: behind.id } },
    data: { protocolVersion: PROTOCOL_VERSION },
  });
  const agents = (await lookAtDatabase(url(), LOST_MS)).filter((it) => it.about === 'Agents').map(lineOf);
  expect(agents).toHaveLength(3);
  expect(agents[0]).toMatch(/warning {2}Agents: nothing is heard of silent\.\n.*launchctl kickstart/);
  expect(agents[1]).toMatch(/behind is of another version/);
  expect(agents[2]).toMatch(/the clock of astray is off/);
});

test('a database that does not answer, refuses the password, or is not there says which', async () => {
  const at = (change: Partial<URL>) => lookAtDatabase(Object.assign(new URL(url()), change).href, LOST_MS);
  const [away] = await at({ port: '1' });
  expect(away).toMatchObject({ level: 'fault', remedy: 'Start that Postgres, or correct DATABASE_URL.' });
  expect(away!.text).not.toContain(new URL(url()).password);
  expect((await at({ password: 'wrong' }))[0]!.remedy).toContain('name and password');
  expect((await at({ pathname: '/none' }))[0]!.remedy).toContain('createdb');
});

test('migrations that wait, or that only a newer version knows, and a role without rights', async () => {
  const INSERT = `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES`;
  await runSql(url(), `${INSERT} ('later', 'x', now(), '20991231000000_later', 1)`);
  const version = async () => (await lookAtDatabase(url(), LOST_MS)).find((it) => it.about === 'Version')!;
  expect(await version()).toMatchObject({
    level: 'fault',
    text: expect.stringContaining('20991231000000_later'),
  });
  await runSql(
    url(),
    `DELETE FROM _prisma_migrations WHERE id = 'later'; UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%_init'`,
  );
  expect(await version()).toMatchObject({
    level: 'warning',
    text: expect.stringContaining('1 change of the database waits'.slice(0, 8)),
  });
  await runSql(
    url(),
    `DO $$ BEGIN CREATE ROLE doctor_weak LOGIN PASSWORD 'weak'; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO doctor_weak`,
  );
  const weak = Object.assign(new URL(url()), { username: 'doctor_weak', password: 'weak' }).href;
  expect((await lookAtDatabase(weak, LOST_MS))[0]).toMatchObject({
    level: 'fault',
    remedy: expect.stringContaining('OWNER TO'),
  });
  await runSql(url(), 'DROP OWNED BY doctor_weak; DROP ROLE doctor_weak');
});

test('a port that another program has is told with who has it; the portal’s own is well', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    server.on('connection', (socket) => socket.destroy());
    expect(await lookAtPort('127.0.0.1', port, null)).toMatchObject({
      level: 'fault',
      remedy: expect.stringContaining(`PORT=${port + 1}`),
    });
    expect(await lookAtPort('127.0.0.1', port, process.pid)).toMatchObject({ level: 'fine' });
    server.removeAllListeners('connection');
    // What a portal with a Postgres of one's own is known by.
    server.on('connection', (socket) => socket.resume().end('HTTP/1.1 200 OK\r\n\r\n{"alive":true}'));
    expect(await lookAtPort('127.0.0.1', port, null)).toMatchObject({
      level: 'fine',
      text: expect.stringContaining('own'),
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  expect(await lookAtPort('127.0.0.1', port, null)).toMatchObject({ level: 'fine' });
  expect(await lookAtPort('203.0.113.1', port, null)).toMatchObject({
    level: 'fault',
    remedy: expect.stringContaining('HOST'),
  });
});

test('a secret that others may read, a folder that can’t be written, an old Node, no Python', async () => {
  writeFileSync(path.join(folder, 'secret'), 'x');
  chmodSync(path.join(folder, 'secret'), 0o644);
  expect(lookAtSecret(folder)).toMatchObject({ level: 'fault', remedy: `chmod 600 ${folder}/secret` });
  chmodSync(path.join(folder, 'secret'), 0o600);
  expect(lookAtSecret(folder)).toMatchObject({ level: 'fine' });
  expect((await lookAtFolder('Data', '/proc/1/nothing/here'))[0]).toMatchObject({ about: 'Data' });
  expect((await lookAtFolder('Data', path.join(folder, 'to/be/made')))[0]!.level).not.toBe('fault');
  expect(lookAtNode('v20.19.0')).toMatchObject({ level: 'fault' });
  expect(await lookAtPython('/none/python3')).toMatchObject({ level: 'warning' });
});

test('a certificate that is over, not believed or nearly over; an address that is open and unencrypted', async () => {
  const now = new Date('2026-11-27T12:00:00Z');
  const judged = (until: string, refused: string | null = null) =>
    judgeCertificate('lab', new Date(until), now, refused).level;
  expect(judged('2026-11-27T11:00:00Z')).toBe('fault');
  expect(judged('2026-12-10T11:00:00Z')).toBe('warning');
  expect(judged('2027-12-10T11:00:00Z', 'SELF_SIGNED')).toBe('warning');
  expect(judged('2027-12-10T11:00:00Z')).toBe('fine');
  const open = await lookAtAddress({ url: 'http://localhost:3000', host: '0.0.0.0', port: 3000 }, false);
  expect(open.map((it) => it.level)).toEqual(['fault', 'warning']);
  expect(await lookAtAddress({ url: 'http://localhost:3000', host: '127.0.0.1', port: 3000 }, false)).toEqual(
    [],
  );
  const [wrong] = await lookAtAddress({ url: 'http://127.0.0.1:1', host: '127.0.0.1', port: 3000 }, true);
  expect(wrong).toMatchObject({ level: 'fault', remedy: expect.stringContaining('port 3000') });
});

test('a mail server that does not answer, and backups that are old or missing', async () => {
  expect(await lookAtMail({ smtpUrl: 'smtp://127.0.0.1:1', mailFrom: 'lab@example.org' })).toMatchObject({
    level: 'fault',
  });
  expect(await lookAtMail({ smtpUrl: null, mailFrom: null })).toMatchObject({ level: 'fine' });
  const backups = { folder, hour: 3 };
  const now = new Date('2026-11-27T12:00:00Z');
  expect(await lookAtBackups(backups, now)).toMatchObject({ level: 'warning', remedy: 'npm run backup' });
  writeFileSync(path.join(folder, 'espalier-20261120T030000Z-daily.tar'), 'x');
  expect(await lookAtBackups(backups, now)).toMatchObject({
    level: 'warning',
    text: expect.stringContaining('177 h old'),
  });
  writeFileSync(path.join(folder, 'espalier-20261127T030000Z-daily.tar'), 'x');
  expect(await lookAtBackups(backups, now)).toMatchObject({ level: 'fine' });
});

test('the exit code is that of the worst', () => {
  const [a, b, c] = [fine('a', 'b'), warning('a', 'b', 'c'), fault('a', 'b', 'c')];
  expect([exitCodeOf([a]), exitCodeOf([a, b]), exitCodeOf([c, b, a])]).toEqual([0, 1, 2]);
});
