import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../context.ts';
import { createDatabase, type Database } from '../db.ts';
import { listBookings } from '../modules/bookings/index.ts';
import { getConversation, listConversations } from '../modules/chat/index.ts';
import { listMachines } from '../modules/inventory/index.ts';
import { buildReport } from '../modules/reports/index.ts';
import { listSessions, readLog } from '../modules/sessions/index.ts';
import { makeTestContext, type TestContext } from '../testing/context.ts';
import { FIRST_VERSION_FIXTURES, makeFirstVersionLab, runSql } from '../testing/first-version-lab.ts';
import { checkBackup } from './backup/check-backup.ts';
import { knownMigrations } from './migrate.ts';
import { NewerDatabaseError, upgradeDatabase } from './upgrade.ts';

/*
 * A database of the first version (fixtures/first-version.sql) goes through every later migration. What the first
 * version answered about it is in fixtures/first-version.json: the same questions must have the same answers.
 */
const NOW = new Date('2026-11-20T12:00:00Z');
const WINDOWS = {
  week: ['2026-11-12T23:00:00Z', '2026-11-19T23:00:00Z'],
  day: ['2026-11-13T23:00:00Z', '2026-11-14T23:00:00Z'],
  month: ['2026-10-31T23:00:00Z', '2026-11-30T23:00:00Z'],
  odd: ['2026-11-13T00:17:00Z', '2026-11-19T00:41:00Z'],
} as const;

type Expected = Record<string, unknown> & {
  reports: Record<keyof typeof WINDOWS, { sessions: { sessionId: string }[] }>;
};
const expected = JSON.parse(
  readFileSync(path.join(FIRST_VERSION_FIXTURES, 'first-version.json'), 'utf8'),
) as Expected;

let db: Database;
let url: string;
let upgraded: Awaited<ReturnType<typeof upgradeDatabase>>;
const folder = mkdtempSync(path.join(tmpdir(), 'espalier-upgrade-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let ada: TestContext;
let cem: TestContext;

beforeAll(async () => {
  url = await makeFirstVersionLab('first_version');
  upgraded = await upgradeDatabase(url, { backup: { folder, keep: 1, secret: null } });
  db = createDatabase(url);
  const as = (actor: Actor) => makeTestContext({ db, actor, now: NOW });
  ada = await as({ kind: 'user', id: 'ada', name: 'Ada', role: 'owner', teamId: 'team-a' });
  cem = await as({ kind: 'user', id: 'cem', name: 'Cem', role: 'member', teamId: 'team-a' });
}, 120_000);
afterAll(() => db?.$disconnect());

/** What differs from what the first version said; numbers count to a millionth, for sums are added in another order. */
function differences(actual: unknown, wanted: unknown, at = 'it'): string[] {
  if (typeof wanted === 'number' && typeof actual === 'number') {
    const isNear = Math.abs(actual - wanted) <= Math.max(1e-6, Math.abs(wanted) * 1e-6);
    return isNear ? [] : [`${at} is ${actual}, was ${wanted}`];
  }
  if (typeof wanted !== 'object' || wanted === null || typeof actual !== 'object' || actual === null)
    return actual === wanted ? [] : [`${at} is ${JSON.stringify(actual)}, was ${JSON.stringify(wanted)}`];
  if (Array.isArray(wanted) && (actual as unknown[]).length !== wanted.length)
    return [`${at} has ${(actual as unknown[]).length} entries, had ${wanted.length}`];
  return Object.entries(wanted).flatMap(([key, it]) =>
    differences((actual as Record<string, unknown>)[key], it, `${at}.${key}`),
  );
}
/**
 * Of these sessions the first version's report called a machine unmeasured that reads the meter of another one in the
 * same session; its session page did not. Their joules are the same.
 */
const SHARED_METERS = ['x1', 'x2', 'x5'];
function withoutSharedMeters({ sessions, ...report }: { sessions: { sessionId: string }[] }): unknown {
  const corrected = sessions.map((it) => {
    if (!SHARED_METERS.includes(it.sessionId)) return it;
    const { coverage: _coverage, joulesPerToken: _joules, ...rest } = it as Record<string, unknown>;
    return rest;
  });
  return { ...report, sessions: corrected };
}
/** The first version still counted a retired machine among those that can be cabled. */
const withoutRetiredIslands = (machines: unknown): unknown =>
  (machines as { status: string }[]).map((it) => (it.status === 'retired' ? { ...it, island: null } : it));
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test.each(Object.keys(WINDOWS) as (keyof typeof WINDOWS)[])(
  'the report of the %s is the one it was',
  async (name) => {
    const [from, to] = WINDOWS[name];
    const report = await buildReport(ada, { from: new Date(from), to: new Date(to) });
    expect(differences(asJson(report), withoutSharedMeters(expected.reports[name]))).toEqual([]);
  },
);

test('every chat reads as it did, for whoever may read it', async () => {
  const { conversations } = expected as unknown as { conversations: { ada: unknown[]; cem: unknown[] } };
  const read = await Promise.all(['c1', 'c2', 'c3'].map((id) => getConversation(ada, { id, limit: 60 })));
  expect(differences(asJson(read), conversations.ada)).toEqual([]);
  expect(
    differences(
      asJson((await listConversations(cem, { place: 'recent', limit: 50 })).rows),
      conversations.cem,
    ),
  ).toEqual([]);
});

test('bookings, sessions, logs and machines are the ones they were', async () => {
  const window = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };
  expect(
    differences(asJson(await listBookings(ada, { ...window, limit: 50 })), expected['bookings']),
  ).toEqual([]);
  expect(differences(asJson((await listSessions(ada, { limit: 50 })).rows), expected['sessions'])).toEqual(
    [],
  );
  expect(
    differences(asJson(await readLog(ada, { sessionId: 'x1', afterSeq: 0, limit: 200 })), expected['log']),
  ).toEqual([]);
  expect(
    differences(asJson((await listMachines(ada)).machines), withoutRetiredIslands(expected['machines'])),
  ).toEqual([]);
});

test('people, keys, cables and the audit are all there', async () => {
  const counts = await Promise.all([
    db.user.count(),
    db.account.count(),
    db.signIn.count(),
    db.team.count(),
    db.tariff.count(),
    db.agent.count(),
    db.joinToken.count(),
    db.link.count(),
    db.auditEntry.count(),
    db.sessionStateChange.count(),
  ]);
  expect(counts).toEqual([4, 4, 1, 2, 3, 7, 2, 1, 3, 23]);
});

test('before it was upgraded a backup of it as it was has been made; nothing pending makes none', async () => {
  const { migrations, tables } = await checkBackup(upgraded.backup!.file);
  expect(migrations.map((it) => it.name)).toEqual(['20261124022036_init']);
  expect(tables.find((it) => it.name === 'User')?.rows).toBe(4);
  expect(upgraded.applied).toEqual(knownMigrations().slice(1));
  expect(await upgradeDatabase(url, { backup: { folder, keep: 1, secret: null } })).toEqual({
    applied: [],
    backup: null,
  });
  expect(readdirSync(folder)).toHaveLength(1);
});

test('a database of a newer version is not run backwards', async () => {
  await runSql(
    url,
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
     VALUES ('later', 'x', now(), '20991231000000_of_later', 1)`,
  );
  const starting = upgradeDatabase(url, { backup: null });
  await expect(starting).rejects.toThrow(NewerDatabaseError);
  await expect(starting).rejects.toThrow(
    /newer version of Espalier \(it knows 20991231000000_of_later\): start that version/,
  );
});

test('where no backup can be made first nothing is changed, and the sentence says what to do', async () => {
  await runSql(url, `DELETE FROM _prisma_migrations WHERE migration_name >= '20261204'`);
  const starting = upgradeDatabase(url, { backup: { folder: '/dev/null/backups', keep: 1, secret: null } });
  await expect(starting).rejects.toThrow(
    /wasn’t upgraded.*ESPALIER_BACKUP_FOLDER.*ESPALIER_BACKUP_BEFORE_UPGRADE=false/,
  );
  expect(await runSql(url, `SELECT 1 FROM _prisma_migrations WHERE migration_name >= '20261204'`)).toEqual(
    [],
  );
});
