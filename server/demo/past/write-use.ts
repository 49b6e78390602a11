import { createHash, randomUUID } from 'node:crypto';
import { simulatedMark } from '@/shared/data/simulated-models.ts';
import { localDays } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { recordIncident } from '../../modules/incidents/index.ts';
import type { Transaction } from '../../db.ts';
import { ensurePastPeople, type PastPeople } from './past-people.ts';
import { MAINTENANCE } from './past-content.ts';
import { lastWordsOf, REPORTED_RANK } from './last-words.ts';
import { type Past, type PastBooking, type PastSession, START_STEPS_MS } from './plan-past.ts';
import { benchmarkRow, PAST_BENCHMARK, wordsOfStep } from './past-benchmark.ts';
import { type PlayedReadings, playedWithin } from './play-readings.ts';

type Machine = { id: string; name: string; catalogId: string; kind: string; played: PlayedReadings };
type World = { past: Past; timeZone: string; machines: readonly Machine[] };
export type MadeBooking = PastBooking & { id: string };

type Rows = Record<string, Record<string, unknown>[]>;

/** In the order in which they lean on each other. */
const TABLES = [
  'Booking',
  'MaintenanceWindow',
  'MachineBlock',
  'Session',
  'SessionStateChange',
  'SessionRank',
  'RankLogLine',
  'Generation',
  'Benchmark',
  'BenchmarkAnswer',
  'ApiRequest',
  'SessionEnergy',
  'SessionMachineEnergy',
] as const;

/** Bookings with all that hangs on them, as the verbs and the settling leave them. */
export async function writeUse(ctx: ServiceContext, tx: Transaction, world: World): Promise<MadeBooking[]> {
  const people = await ensurePastPeople(ctx, tx, new Date(world.past.span.fromMs));
  const rows: Rows = Object.fromEntries(TABLES.map((it) => [it, []]));
  const epochs = await tx.$queryRaw<{ epoch: number }[]>`
    SELECT nextval('"Session_epoch_seq"')::int AS epoch
    FROM generate_series(1, ${world.past.bookings.reduce((sum, it) => sum + it.sessions.length, 0)}::int)`;
  const tariff = await tx.tariff.findFirstOrThrow({
    orderBy: { version: 'desc' },
    select: { version: true },
  });
  const nextEpoch = (): number => epochs.shift()!.epoch;
  const made = world.past.bookings.map((it) => ({ ...it, id: randomUUID() }));
  for (const booking of made) {
    addBooking(rows, booking, people, world);
    for (const session of booking.sessions)
      addSession(rows, {
        booking,
        session,
        people,
        world,
        epoch: nextEpoch(),
        tariffVersion: tariff.version,
      });
  }
  for (const window of world.past.maintenance) addMaintenance(rows, window, people, world);
  for (const table of TABLES) await insertRows(tx, table, rows[table]!);
  await openIncidents(tx, rows['Session']!);
  await tx.$executeRaw`
    UPDATE "ApiKey" k SET "lastUsedAt" = date_trunc('minute', g.at)
    FROM (SELECT "apiKeyId", max("createdAt") AS at FROM "Generation" GROUP BY 1) g WHERE g."apiKeyId" = k.id`;
  return made;
}

/** Each failed session leaves its incident, as it does when it fails before one’s eyes; the oldest has the first number. */
async function openIncidents(tx: Transaction, sessions: Rows[string]): Promise<void> {
  type Failed = { id: string; endedAt: Date; endReason: string };
  const failed = sessions.filter((it) => it['state'] === 'failed') as Failed[];
  for (const { id: sessionId, endedAt: at, endReason } of failed.toSorted(
    (a, b) => a.endedAt.getTime() - b.endedAt.getTime(),
  ))
    await recordIncident(tx, { sessionId, from: 'ready', reportedRank: REPORTED_RANK[endReason] ?? 0, at });
}

/** What a table's own standard is for may be left out, in all of the rows alike. */
async function insertRows(tx: Transaction, table: string, rows: Rows[string]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]!)
    .map((it) => `"${it}"`)
    .join(', ');
  await tx.$executeRawUnsafe(
    `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1::json)`,
    JSON.stringify(rows),
  );
}

const at = (ms: number): Date => new Date(ms);
const idsOf = ({ machines }: World, names: readonly string[]): Machine[] =>
  names.map((name) => machines.find((it) => it.name === name)!);

function addBooking(rows: Rows, it: MadeBooking, people: PastPeople, world: World): void {
  const person = people.person(it.person);
  const createdAt = at(it.startsMs - 26 * 3_600_000);
  const changedAt = at(it.endedMs ?? it.endsMs);
  rows['Booking']!.push({
    id: it.id,
    personId: person.id,
    teamId: person.teamId,
    projectId: people.project(it.project),
    purpose: it.purpose,
    startsAt: at(it.startsMs),
    endsAt: at(it.endsMs),
    endedAt: it.endedMs === null ? null : at(it.endedMs),
    status: 'ended',
    endReason: it.endReason,
    simulated: true,
    revision: 2,
    createdAt,
    changedAt,
    autoStart: false,
    checkedInAt: it.sessions[0] ? at(it.sessions[0].startsMs) : null,
    missingMachineIds: [],
    chargeWaived: false,
  });
  for (const { id } of idsOf(world, it.machines))
    rows['MachineBlock']!.push({
      id: randomUUID(),
      machineId: id,
      kind: 'booking',
      bookingId: it.id,
      windowId: null,
      startsAt: at(it.startsMs),
      endsAt: at(it.endsMs),
      holds: false,
      waits: false,
      note: null,
    });
}

function addMaintenance(
  rows: Rows,
  window: Past['maintenance'][number],
  people: PastPeople,
  world: World,
): void {
  const id = randomUUID();
  const [startsAt, endsAt] = [at(window.fromMs), at(window.toMs)];
  const { note } = MAINTENANCE;
  rows['MaintenanceWindow']!.push({
    id,
    startsAt,
    endsAt,
    note,
    createdById: people.person('Ines').id,
    createdAt: at(window.fromMs - 5 * 86_400_000),
  });
  for (const machine of idsOf(world, window.machines))
    rows['MachineBlock']!.push({
      id: randomUUID(),
      machineId: machine.id,
      kind: 'maintenance',
      bookingId: null,
      windowId: id,
      startsAt,
      endsAt,
      holds: false,
      waits: false,
      note,
    });
}

type Made = {
  booking: MadeBooking;
  session: PastSession;
  people: PastPeople;
  world: World;
  epoch: number;
  tariffVersion: number;
};
const backendOf = (ranks: number): [string, string] =>
  ranks === 1
    ? ['single', 'One machine runs the whole model.']
    : ['jaccl', `Every pair of the ${ranks} machines has a Thunderbolt 5 cable with RDMA: JACCL mesh.`];

function addSession(rows: Rows, made: Made): void {
  const { booking, session, people, world, epoch } = made;
  const id = randomUUID();
  const machines = idsOf(world, booking.machines);
  const [backend, backendReason] = backendOf(machines.length);
  const state = session.isFailed ? 'failed' : 'ended';
  rows['Session']!.push({
    id,
    bookingId: booking.id,
    startedById: people.person(booking.person).id,
    modelId: session.model.id,
    modelTitle: session.model.title,
    modelFingerprint: createHash('sha256').update(simulatedMark(session.model.id)).digest('hex'),
    suggestedQuestions: [],
    backend,
    backendReason,
    parallelism: machines.length > 1 ? 'tensor' : 'single',
    simulated: true,
    openToAll: false,
    state,
    stateSince: at(session.endsMs),
    epoch,
    revision: 12,
    mlx: 'simulated',
    mlxLm: 'simulated',
    createdAt: at(session.startsMs),
    readyAt: at(session.readyMs),
    endedAt: at(session.endsMs),
    endReason: session.endReason,
    endMessage: session.endMessage,
  });
  let stepMs = session.startsMs;
  for (const [step, lengthMs] of Object.entries(START_STEPS_MS)) {
    rows['SessionStateChange']!.push({ sessionId: id, state: step, at: at(stepMs) });
    stepMs += lengthMs;
  }
  rows['SessionStateChange']!.push({ sessionId: id, state: 'ready', at: at(session.readyMs) });
  rows['SessionStateChange']!.push({ sessionId: id, state, at: at(session.endsMs) });
  const lastWords = lastWordsOf(session, machines.length);
  for (const [rank, machine] of machines.entries())
    rows['SessionRank']!.push({
      sessionId: id,
      rank,
      machineId: machine.id,
      state: 'exited',
      loadedLayers: session.model.layers,
      totalLayers: session.model.layers,
      memoryBytes: Math.round(session.model.weightsBytes / machines.length),
      exitCode: 0,
      exitSignal: null,
      exitCause: 'asked',
      message: null,
      ...lastWords[rank]?.end,
      changedAt: at(session.endsMs),
    });
  for (const [rank, words] of lastWords.entries())
    if (words?.line)
      rows['RankLogLine']!.push({
        sessionId: id,
        rank,
        seq: 1,
        at: at(session.endsMs - 800),
        stream: 'stderr',
        text: words.line,
      });
  const answerIds = addAnswers(rows, id, machines, made);
  if (session.source === 'benchmark') {
    const person = { id: people.person(booking.person).id, name: booking.person };
    const row = rows['Session']!.at(-1) as Parameters<typeof benchmarkRow>[1]['row'];
    const benchmarkId = randomUUID();
    rows['Benchmark']!.push(benchmarkRow(benchmarkId, { sessionId: id, person, session, machines, row }));
    for (const [position, generationId] of answerIds.entries())
      rows['BenchmarkAnswer']!.push({
        generationId,
        benchmarkId,
        position,
        words: wordsOfStep(PAST_BENCHMARK.steps[position]!),
      });
  }
  addEnergy(rows, id, machines, made);
}

function addAnswers(rows: Rows, sessionId: string, machines: readonly Machine[], made: Made): string[] {
  const { booking, session, people, world, epoch } = made;
  const ids: string[] = [];
  const apiKeyId = session.source === 'api' ? people.key(booking.person) : null;
  for (const answer of session.answers) {
    const own = machines.map((it) => playedWithin(world.past, it.played, answer.startsMs, answer.endsMs));
    const isMeasured = own.every((it) => it.joules !== null);
    const id = randomUUID();
    const [startedAt, endedAt] = [at(answer.startsMs), at(answer.endsMs)];
    rows['Generation']!.push({
      id,
      sessionId,
      epoch,
      requestedById: apiKeyId === null ? people.person(booking.person).id : null,
      apiKeyId,
      source: session.source,
      state: answer.isInterrupted ? 'interrupted' : 'completed',
      settings: {},
      maxTokens: 8192,
      leftOut: 0,
      createdAt: startedAt,
      dispatchedAt: startedAt,
      startedAt,
      endedAt,
      reportedAt: endedAt,
      lastSeq: 0,
      promptTokens: answer.promptTokens,
      cachedTokens: 0,
      completionTokens: answer.completionTokens,
      timeToFirstTokenMs: answer.completionTokens > 0 ? answer.timeToFirstTokenMs : null,
      decodeMs: answer.completionTokens > 0 ? answer.decodeMs : null,
      errorMessage: answer.isInterrupted ? session.endMessage : null,
      energyJoules: isMeasured ? own.reduce((sum, it) => sum + (it.joules ?? 0), 0) : null,
      energyDueAt: null,
      energyTries: 1,
    });
    if (apiKeyId !== null)
      rows['ApiRequest']!.push({
        generationId: id,
        apiKeyId,
        promptHash: id,
        client: 'openai-python',
        createdAt: startedAt,
      });
    ids.push(id);
  }
  return ids;
}

/** The row that a session leaves, as `settleSessions` freezes it. */
function addEnergy(rows: Rows, sessionId: string, machines: readonly Machine[], made: Made): void {
  const { session, world, tariffVersion } = made;
  const { startsMs, endsMs, answers } = session;
  const windowMs = endsMs - startsMs;
  const cutsMs = localDays({ from: at(startsMs), to: at(endsMs) }, world.timeZone)
    .slice(0, -1)
    .map((it) => it.to.getTime());
  const within = (machine: Machine, toMs: number) => playedWithin(world.past, machine.played, startsMs, toMs);
  const own = machines.map((machine) => ({ machine, ...within(machine, endsMs) }));
  const total = (of: (it: (typeof own)[number]) => number): number =>
    own.reduce((sum, it) => sum + of(it), 0);
  rows['SessionEnergy']!.push({
    sessionId,
    settledAt: at(endsMs + 20_000),
    dueAt: null,
    tries: 1,
    machineMs: windowMs * machines.length,
    promptTokens: answers.reduce((sum, it) => sum + it.promptTokens, 0),
    completionTokens: answers.reduce((sum, it) => sum + it.completionTokens, 0),
    requests: answers.length,
    energyJoules: total((it) => it.joules ?? 0),
    coveredMs: total((it) => it.coveredMs),
    windowMs: windowMs * machines.length,
    isComplete: own.every((it) => it.joules !== null),
    powerSources: ['simulated'],
    basis: 'readings',
    tariffVersion,
  });
  for (const { machine, joules, coveredMs } of own)
    rows['SessionMachineEnergy']!.push({
      sessionId,
      machineId: machine.id,
      energyJoules: joules,
      coveredMs,
      windowMs,
      cuts: cutsMs.map((atMs) => {
        const by = within(machine, atMs);
        return { atMs, joules: by.joules ?? 0, coveredMs: by.coveredMs };
      }),
    });
}
