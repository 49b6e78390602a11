import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDatabase, type Database } from '../../db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../postgres/embedded.ts';
import { applyMigrations } from '../../postgres/migrate.ts';
import { actorOfUser } from '../../testing/context.ts';
import { makeLab, makeMachine, makeRule, makeUser } from '../../testing/factories.ts';
import {
  book,
  cancel,
  change,
  type Client,
  type Known,
  maintain,
  makeLedger,
  answer,
  holdAndBook,
  override,
  repeat,
  pick,
  randomOf,
} from '../../testing/history/clients.ts';
import { startPortals } from '../../testing/history/portals.ts';
import { readViolations } from '../../testing/history/violations.ts';

/*
 * Thirty-two clients want the same eight machines for the same four days, through three portals, while one of these is
 * killed in the middle and Postgres too. Some write past the portals, as a script of an admin would: against those only
 * the constraint stands.
 */
const CLIENTS = 32;
const STEPS = Number(process.env['HISTORY_STEPS'] ?? 5);
const SEED = Number(process.env['HISTORY_SEED'] ?? Date.now() % 100_000);

let folder: string;
let postgres: EmbeddedPostgres;
let db: Database;
let machineIds: string[];
let from: Date;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'espalier-history-'));
  chmodSync(folder, 0o755);
  // What was acknowledged has to outlive the kill: this one syncs.
  postgres = await startEmbeddedPostgres({ dataFolder: folder, address: 'a history' });
  await applyMigrations(postgres.url);
  db = createDatabase(postgres.url);
  await makeLab(db, { timeZone: 'UTC' });
  await makeRule(db, 'turnaround', { minutes: 15 });
  await makeRule(db, 'approval', { overMachines: 2, overHours: null, roles: ['member'] });
});
afterAll(async () => {
  await db?.$disconnect();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Eight machines of their own, and a start from tomorrow on. */
async function setStage(): Promise<void> {
  const machines = await Promise.all(Array.from({ length: 8 }, () => makeMachine(db, { agent: null })));
  machineIds = machines.map((it) => it.id).toSorted();
  from = new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000);
}

const untilBack = (): Promise<void> =>
  vi
    .waitUntil(
      () =>
        db.$queryRaw`SELECT 1`.then(
          () => true,
          () => false,
        ),
      { timeout: 60_000, interval: 100 },
    )
    .then(() => undefined);

type Shared = Parameters<typeof makeLedger>[0];

async function makeClient(portals: Client['portals'], index: number, shared: Shared): Promise<Client> {
  const person = await makeUser(db, { role: index % 8 === 7 ? 'admin' : 'member' });
  return {
    portals,
    actor: actorOfUser(person),
    machineIds,
    from,
    random: randomOf(SEED, index),
    ledger: makeLedger(shared),
    untilBack,
  };
}

/** Writes with no look and no lock over what somebody has: what the portal never does, and only the database refuses. */
async function writePast(client: Client): Promise<void> {
  const held = client.ledger.knownOfAll.filter((it) => it.status === 'present');
  const over = held[pick(client, held.length)];
  if (!over) return;
  const { machineIds: ids, startsAt, endsAt } = over;
  await db.machineBlock.create({ data: { machineId: ids[0]!, kind: 'maintenance', startsAt, endsAt } });
}

type Way = (client: Client) => Promise<void>;
const MEMBER: readonly Way[] = [book, book, holdAndBook, holdAndBook, change, change, cancel, repeat];
const ADMIN: readonly Way[] = [override, maintain, answer, answer, change];

async function live(client: Client, index: number, steps: number): Promise<void> {
  const ways = index % 8 === 7 ? ADMIN : MEMBER;
  for (let step = 0; step < steps; step += 1) {
    await ways[pick(client, ways.length)]!(client);
    // What the database refuses here is its answer, as while it is away.
    if (index % 8 === 5) await writePast(client).catch(() => undefined);
  }
}

/** Looks at the database again and again until told to stop; gives all that was ever wrong, each once. */
function watch() {
  let isOver = false;
  const seen = new Set<string>();
  let looks = 0;
  const look = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: postgres.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      while (!isOver) {
        for (const it of await readViolations(client)) seen.add(it);
        looks += 1;
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const looking = (async () => {
    // Postgres is killed under it too: then it looks again from a new connection.
    while (!isOver) await look().catch(() => undefined);
  })();
  return async () => {
    isOver = true;
    await looking;
    return { violations: [...seen], looks };
  };
}

const rowsOf = async (known: readonly Known[]) => {
  const rows = await db.booking.findMany({
    where: { id: { in: known.map((it) => it.id) } },
    include: { blocks: true },
  });
  return new Map(rows.map((it) => [it.id, it]));
};

/** What each client was told against what stands: a line for everything that differs. */
async function compare(known: readonly Known[]): Promise<string[]> {
  const rows = await rowsOf(known);
  return known.flatMap((it) => {
    const row = rows.get(it.id);
    if (it.status === 'absent') return row ? [`${it.id} was refused and stands`] : [];
    if (it.status === 'unknown') return [];
    if (!row) return [`${it.id} was acknowledged and is gone`];
    if (it.status === 'cancelled' || it.status === 'declined')
      return row.status === it.status ? [] : [`${it.id} was ${it.status} and is ${row.status}`];
    const machines = row.blocks.map((block) => block.machineId).toSorted();
    const isAsTold =
      row.status === (it.status === 'asked' ? 'pending' : 'confirmed') &&
      row.startsAt.getTime() === it.startsAt.getTime() &&
      row.endsAt.getTime() === it.endsAt.getTime() &&
      machines.join() === it.machineIds.join();
    return isAsTold ? [] : [`${it.id} is not as it was acknowledged`];
  });
}

type Disturb = (portals: Client['portals'], booked: () => number) => Promise<void>;

/** An acknowledged series has all its dates, whatever became of them since. */
async function compareSeries(series: readonly { id: string; dates: number }[]): Promise<string[]> {
  const counts = await db.booking.groupBy({
    by: ['seriesId'],
    where: { seriesId: { in: series.map((it) => it.id) } },
    _count: true,
  });
  const countOf = new Map(counts.map((it) => [it.seriesId, it._count]));
  return series.flatMap(({ id, dates }) =>
    countOf.get(id) === dates ? [] : [`series ${id} has ${countOf.get(id) ?? 0} of ${dates} dates`],
  );
}

async function play(steps: number, disturb: Disturb) {
  await setStage();
  const portals = await startPortals(postgres.url, 3);
  const stopWatching = watch();
  try {
    const shared: Shared = { asked: [], knownOfAll: [] };
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, (_, index) => makeClient(portals, index, shared)),
    );
    const living = Promise.all(clients.map((it, index) => live(it, index, steps)));
    const booked = () => clients.reduce((sum, it) => sum + (it.ledger.counts['createBooking done'] ?? 0), 0);
    await disturb(portals, booked);
    await living;
    await untilBack();
    // A connection of before the kill may not have heard yet that its server is gone.
    await db.$disconnect();
    db = createDatabase(postgres.url);
    const ledgers = clients.map((it) => it.ledger);
    const counts: Record<string, number> = {};
    for (const ledger of ledgers)
      for (const [key, count] of Object.entries(ledger.counts)) counts[key] = (counts[key] ?? 0) + count;
    return {
      ...(await stopWatching()),
      counts,
      faults: ledgers.flatMap((it) => it.faults),
      differences: [
        ...(await compare(ledgers.flatMap((it) => it.known))),
        ...(await compareSeries(ledgers.flatMap((it) => it.series))),
      ],
    };
  } finally {
    await stopWatching();
    await portals.stop();
  }
}

test('nobody is ever booked twice, and what was acknowledged stands, whatever is killed', async () => {
  let inTheMiddle = 0;
  const { violations, looks, counts, faults, differences } = await play(STEPS, async (portals, booked) => {
    await vi.waitUntil(() => booked() >= 10, { timeout: 60_000, interval: 5 });
    inTheMiddle = await portals.killOne();
    await vi.waitUntil(() => booked() >= 20, { timeout: 60_000, interval: 5 });
    process.kill(postgres.pid, 'SIGKILL');
  });
  const told = `seed ${SEED}: ${JSON.stringify(counts)}, ${looks} looks`;
  const [wrong, none] = [
    { violations, faults, differences },
    { violations: [], faults: [], differences: [] },
  ];
  expect({ ...wrong, told }).toEqual({ ...none, told });
  // It was a history: much was booked, much refused, and something was in the middle when the portal went.
  expect(counts['createBooking done'] ?? 0).toBeGreaterThan(20);
  expect(counts['createBooking refused'] ?? 0).toBeGreaterThan(20);
  for (const verb of ['holdTime', 'changeBooking', 'cancelBooking', 'createBookingSeries'])
    expect(Object.keys(counts)).toContain(`${verb} done`);
  expect(Object.keys(counts).some((it) => it.startsWith('approveBooking'))).toBe(true);
  expect(inTheMiddle).toBeGreaterThan(0);
}, 120_000);

test('without the constraint the same history has machines that are held twice', async () => {
  await untilBack();
  await db.$executeRaw`ALTER TABLE "MachineBlock" DROP CONSTRAINT machine_block_no_overlap`;
  // Two steps of each are enough: mostly the first already takes what somebody has.
  const { violations } = await play(2, async () => undefined);
  expect(violations.filter((it) => it.includes('held twice'))).not.toEqual([]);
}, 120_000);
