import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTransaction } from '../../context.ts';
import { createDatabase } from '../../db.ts';
import { emitAudit } from '../../modules/audit/index.ts';
import { pruneReadings } from '../../modules/metrics/index.ts';
import {
  streamEnergyCsv,
  streamEnergyJson,
  streamUsageCsv,
  streamUsageJson,
} from '../../modules/reports/index.ts';
import { makeTestContext } from '../../testing/context.ts';
import { makeEmptyDatabase, makeFirstVersionLab, runSql } from '../../testing/first-version-lab.ts';
import { knownMigrations } from '../migrate.ts';
import { upgradeDatabase } from '../upgrade.ts';
import { checkBackup } from './check-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { type WrittenBackup, writeBackup } from './write-backup.ts';

/* Without a superuser's rights: what a lab's own Postgres gives. */
const PLAIN = { role: 'backup_plain', password: 'backup-plain' };
const SECRET = 'a secret of thirty-two characters';
const NOW = new Date('2026-11-20T12:00:00Z');
const MONTH = { from: new Date('2026-10-31T23:00:00Z'), to: new Date('2026-11-30T23:00:00Z') };

/** Roles are those of all databases; another run may have made it. */
const MAKE_AUDIT_OWNER = `DO $$ BEGIN CREATE ROLE audit_owner NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`;

const folder = mkdtempSync(path.join(tmpdir(), 'espalier-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let source: string;
let backup: WrittenBackup;

beforeAll(async () => {
  await runSql(process.env.DATABASE_URL!, `DROP ROLE IF EXISTS ${PLAIN.role}`).catch(() => undefined);
  await runSql(
    process.env.DATABASE_URL!,
    `CREATE ROLE ${PLAIN.role} LOGIN PASSWORD '${PLAIN.password}'`,
  ).catch(() => undefined);
  const first = await makeFirstVersionLab('backup_first');
  const old = await writeBackup({ databaseUrl: first, folder, kind: 'before-upgrade', secret: null });
  // A backup of the first version is upgraded as it is restored.
  source = await makeEmptyDatabase('backup_source', PLAIN);
  await restoreBackup({ file: old.file, databaseUrl: source, replace: null });
  // A text that COPY must write in another way than it is.
  await runSql(
    source,
    String.raw`UPDATE "Booking" SET purpose = E'a\tb\nc\\\\N' || chr(8232) WHERE id = (SELECT min(id) FROM "Booking")`,
  );
  backup = await writeBackup({ databaseUrl: source, folder, kind: 'by-hand', secret: SECRET });
}, 120_000);

/** Every report of the month as files, byte by byte. */
async function reportsOf(databaseUrl: string): Promise<string[]> {
  const db = createDatabase(databaseUrl);
  try {
    const actor = { kind: 'user', id: 'ada', name: 'Ada', role: 'owner', teamId: 'team-a' } as const;
    const ctx = await makeTestContext({ db, actor, now: NOW });
    const { signal } = new AbortController();
    const files: string[] = [];
    for (const stream of [streamUsageCsv, streamUsageJson, streamEnergyCsv, streamEnergyJson]) {
      let file = '';
      for await (const piece of stream(ctx, MONTH, { signal })) file += piece;
      files.push(file);
    }
    return files;
  } finally {
    await db.$disconnect();
  }
}

test('backup, wipe, restore on another Postgres: the same rows in every table, the same reports to the byte', async () => {
  const target = await makeEmptyDatabase('backup_target', PLAIN);
  const restored = await restoreBackup({ file: backup.file, databaseUrl: target, replace: null });
  expect(restored).toMatchObject({ secret: SECRET, rows: backup.rows });
  const again = await writeBackup({ databaseUrl: target, folder, kind: 'daily', secret: null });
  const [before, after] = [await checkBackup(backup.file), await checkBackup(again.file)];
  expect(after.tables).toEqual(before.tables);
  expect(after.sequences).toEqual(before.sequences);
  expect(after.partitions).toEqual(before.partitions);
  expect(before.tables.filter((it) => it.rows > 0).length).toBeGreaterThan(20);
  expect(before.migrations.map((it) => it.name)).toEqual(knownMigrations());
  const reports = await reportsOf(source);
  expect(reports.every((it) => it.length > 500)).toBe(true);
  expect(await reportsOf(target)).toEqual(reports);
  // What was off while the rows came is on: keys and triggers are those that migrations make.
  const RULES = `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS rule FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`;
  expect(await runSql(target, RULES)).toEqual(await runSql(source, RULES));
}, 60_000);

test('a lab that is there has to be named, and nobody may be in it', async () => {
  const again = { file: backup.file, databaseUrl: source };
  const [{ name: lab }] = (await runSql<{ name: string }>(source, 'SELECT name FROM "Lab"')) as [
    { name: string },
  ];
  await expect(restoreBackup({ ...again, replace: null })).rejects.toThrow(`--replace "${lab}"`);
  await expect(restoreBackup({ ...again, replace: 'Another' })).rejects.toThrow(
    `the lab “${lab}”, not “Another”`,
  );
  const portal = new pg.Client({ connectionString: source });
  await portal.connect();
  await expect(restoreBackup({ ...again, replace: lab })).rejects.toThrow('stop every portal');
  await portal.end();
  expect(await runSql(source, 'SELECT count(*)::int AS people FROM "User"')).toEqual([{ people: 4 }]);
});

test('a file that was cut off or damaged, or is of a newer version, is refused before anything is changed', async () => {
  const bytes = readFileSync(backup.file);
  const spoilt = path.join(folder, 'spoilt.tar');
  const errorOf = async (content: Buffer): Promise<string> => {
    writeFileSync(spoilt, content);
    return checkBackup(spoilt).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
  };
  for (const length of [0, 100, 511, 600, bytes.length / 2, bytes.length - 1500])
    expect(await errorOf(bytes.subarray(0, length))).toContain('can’t be used');
  for (let step = 1; step < 12; step += 1) {
    const at = Math.floor((bytes.length * step) / 12);
    const flipped = Buffer.from(bytes);
    flipped[at]! ^= 0x10;
    // Zeros that fill a block up, and a header's time, say nothing of the lab.
    const found = await errorOf(flipped);
    if (found === 'nothing') expect(bytes[at]).toBe(0);
  }
  expect(await errorOf(Buffer.from('PK not a backup'))).toContain('cut off');

  const empty = await makeEmptyDatabase('backup_target', PLAIN);
  const earlier = path.join(folder, 'earlier');
  for (const name of knownMigrations().slice(0, -1))
    cpSync(`prisma/migrations/${name}`, path.join(earlier, 'migrations', name), { recursive: true });
  await expect(
    restoreBackup({ file: backup.file, databaseUrl: empty, replace: null, prismaFolder: earlier }),
  ).rejects.toThrow(/of a newer version of Espalier.*Update Espalier/);
  expect(await runSql(empty, `SELECT 1 FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
}, 60_000);

test('a backup is for its owner alone, and one that fails leaves nothing', async () => {
  expect(statSync(backup.file).mode & 0o777).toBe(0o600);
  const empty = await makeEmptyDatabase('backup_target');
  const at = path.join(folder, 'fails');
  await expect(writeBackup({ databaseUrl: empty, folder: at, kind: 'daily', secret: null })).rejects.toThrow(
    'no lab',
  );
  const signal = AbortSignal.abort();
  await expect(
    writeBackup({ databaseUrl: source, folder: at, kind: 'daily', secret: null, signal }),
  ).rejects.toThrow();
  expect(readdirSync(at)).toEqual([]);
});

test('where another role owns the audit, as docs/team.md says it, the portal adds to it and can’t change it', async () => {
  const [, lines] = /```sql\n([^]*?)```/.exec(readFileSync('docs/team.md', 'utf8'))!;
  const asSuperuser = new URL(process.env.DATABASE_URL!);
  asSuperuser.pathname = new URL(source).pathname;
  const roles = lines!.replaceAll('lab_database', 'backup_source').replaceAll(/\bportal\b/g, PLAIN.role);
  await runSql(
    asSuperuser.href,
    roles.replace('CREATE ROLE audit_owner NOLOGIN;', () => MAKE_AUDIT_OWNER),
  );
  const refused = [
    `UPDATE "AuditEntry" SET "actorName" = 'Nobody'`,
    `DELETE FROM "AuditEntry"`,
    `TRUNCATE "AuditEntry"`,
    `DROP TABLE "AuditEntry"`,
    `DROP SCHEMA public CASCADE`,
    `ALTER TABLE "AuditEntry" DISABLE TRIGGER "AuditEntry_append_only"`,
    `CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    `SET espalier.audit_retention = 'on'; DELETE FROM "AuditEntry"`,
    `SET ROLE audit_owner`,
  ];
  for (const statement of refused)
    await expect(runSql(source, statement)).rejects.toThrow(/permission denied|must be owner/);
  await expect(runSql(source, `SELECT forget_audit(now())`)).rejects.toThrow(/90 days/);
  await runSql(source, `SELECT forget_audit(now() - interval '90 years')`);
  // What a portal does all day: it adds to the audit, makes partitions for readings, keeps jobs in a schema of its own.
  const db = createDatabase(source);
  try {
    const ctx = await makeTestContext({ db, now: NOW, role: 'system' });
    const before = await db.auditEntry.count();
    await withTransaction(ctx, (tx) =>
      emitAudit(ctx, tx, {
        action: 'machine.add',
        objectType: 'machine',
        objectId: 'm',
        objectName: 'Comice',
      }),
    );
    expect(await db.auditEntry.count()).toBe(before + 1);
    await pruneReadings(ctx);
  } finally {
    await db.$disconnect();
  }
  await runSql(source, 'CREATE SCHEMA jobs');
  expect((await upgradeDatabase(source, { backup: null })).applied).toEqual([]);
  await writeBackup({ databaseUrl: source, folder, kind: 'by-hand', secret: null });
}, 60_000);
