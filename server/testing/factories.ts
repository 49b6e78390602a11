import { randomUUID } from 'node:crypto';
import { isOver } from '@/shared/domain/session-states.ts';
import type { AgentModel, EngineState, LiveSample, MachineFacts } from '@/shared/schemas/machine.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { RuleKind, RuleValue } from '@/shared/schemas/booking-rule.ts';
import type { Database } from '../db.ts';

/*
 * Rows for tests, written past the verbs. Every factory fills what it was not told; names are fresh, so that
 * tests of one file don't meet.
 */

let counter = 0;
const fresh = (kind: string) => `${kind} ${++counter}-${randomUUID().slice(0, 6)}`;

/** A lab with the standard rules. */
export async function makeLab(db: Database, data: Partial<Prisma.LabUncheckedCreateInput> = {}) {
  await db.bookingRule.deleteMany();
  const fields = { name: 'Test lab', timeZone: 'Europe/Berlin', setUpAt: new Date(), ...data };
  return db.lab.upsert({ where: { id: 'lab' }, create: { id: 'lab', ...fields }, update: fields });
}

/** A rule of the whole lab, or of what `of` names. */
export const makeRule = <K extends RuleKind>(
  db: Database,
  kind: K,
  value: RuleValue<K>,
  of: { teamId: string } | { machineId: string } | { catalogId: string } | null = null,
) => {
  const scope = of === null ? 'lab' : 'teamId' in of ? 'team' : 'machineId' in of ? 'machine' : 'model';
  return db.bookingRule.create({ data: { kind, scope, value, ...of } });
};

export const makeUser = (db: Database, data: Partial<Prisma.UserUncheckedCreateInput> = {}) =>
  db.user.create({
    data: {
      id: randomUUID(),
      name: fresh('Person'),
      email: `${randomUUID()}@example.org`,
      role: 'member',
      ...data,
    },
  });

export const makeTariff = (db: Database, data: Partial<Prisma.TariffUncheckedCreateInput> = {}) =>
  db.tariff.create({
    data: {
      validFrom: new Date(0),
      currency: 'EUR',
      machineHourPrice: 0.9,
      electricityPricePerKwh: 0.27,
      pue: 1,
      ...data,
    },
  });

export const machineFacts = (facts: Partial<MachineFacts> = {}): MachineFacts => ({
  hostId: randomUUID(),
  hostName: 'test-host',
  os: 'macos',
  osVersion: '26.2',
  osBuild: '25C56',
  arch: 'arm64',
  hwModel: 'Mac15,14',
  chip: 'Apple M3 Ultra',
  cpuCores: 32,
  gpuCores: 80,
  memoryBytes: 512 * 1024 ** 3,
  diskFreeBytes: null,
  addresses: [{ interface: 'en0', ipv4: '10.0.0.5' }],
  thunderbolt: null,
  rdma: null,
  onBattery: false,
  simulated: false,
  ...facts,
});

export const agentModel = (model: Partial<AgentModel> = {}): AgentModel => ({
  id: 'espalier-demo',
  title: 'Espalier demo',
  description: 'A tiny model for tests.',
  architecture: 'llama',
  layers: 4,
  parameters: 1_000_000,
  weightsBytes: 2_000_000,
  fingerprint: 'fingerprint-1',
  tensorSizes: [1, 2, 4],
  pipelineSizes: [1, 2, 4],
  suggestedQuestions: [],
  problem: null,
  ...model,
});

export const engineState = (engine: Partial<EngineState> = {}): EngineState => ({
  ready: true,
  mlx: '0.30.0',
  mlxLm: '0.30.0',
  python: '3.12.0',
  backends: ['ring'],
  message: null,
  ...engine,
});

type MachineOptions = Partial<Omit<Prisma.MachineUncheckedCreateInput, 'agent' | 'report'>> & {
  /** What its agent reported; `facts: null` for a machine that never did. */
  facts?: object | null;
  models?: object;
  engine?: object;
  /** Agent row to make with it: `online` when not said, `null` for a machine that never joined. */
  agent?: Partial<Prisma.AgentUncheckedCreateWithoutMachineInput> | null;
};

/** A machine whose agent is online, with facts, one model and an engine. */
export function makeMachine(
  db: Database,
  { agent, facts, models = [agentModel()], engine = engineState(), ...data }: MachineOptions = {},
) {
  const row: Prisma.AgentUncheckedCreateWithoutMachineInput = {
    publicKey: 'none',
    version: '0.1.0',
    state: 'online',
    bootId: randomUUID(),
    connectedAt: new Date(),
    lastSeenAt: new Date(),
    ...agent,
  };
  const said = facts === undefined ? machineFacts({ simulated: data.simulated ?? false }) : facts;
  const report = said && {
    facts: said,
    models,
    engine,
    hostId: 'hostId' in said ? String(said.hostId) : randomUUID(),
    reportedAt: new Date(),
  };
  return db.machine.create({
    data: {
      name: fresh('Machine'),
      ...data,
      ...(agent === null ? {} : { agent: { create: row } }),
      ...(report === null ? {} : { report: { create: report } }),
    },
    include: { agent: true, report: true },
  });
}

type BookingOptions = Partial<Omit<Prisma.BookingUncheckedCreateInput, 'blocks'>> & {
  machineIds: string[];
};

/** A confirmed booking around now (an hour back, an hour ahead) unless told otherwise; without turnaround. */
export async function makeBooking(db: Database, { machineIds, ...data }: BookingOptions) {
  const now = Date.now();
  const startsAt = new Date(data.startsAt ?? now - 3_600_000);
  const endsAt = new Date(data.endsAt ?? now + 3_600_000);
  const status = data.status ?? 'confirmed';
  const personId = data.personId ?? (await makeUser(db)).id;
  const blocks = machineIds.map((machineId) => ({
    machineId,
    kind: 'booking' as const,
    startsAt,
    endsAt,
    holds: status === 'confirmed',
  }));
  return db.booking.create({
    data: {
      purpose: fresh('Purpose'),
      simulated: false,
      ...data,
      personId,
      startsAt,
      endsAt,
      blocks: { create: blocks },
    },
    include: { blocks: true, person: true },
  });
}

/** Maintenance from three hours ahead for an hour, unless told otherwise. */
export const makeMaintenance = async (
  db: Database,
  data: Partial<Prisma.MachineBlockUncheckedCreateInput> & { machineId: string },
) => {
  const window = {
    startsAt: data.startsAt ?? new Date(Date.now() + 3 * 3_600_000),
    endsAt: data.endsAt ?? new Date(Date.now() + 4 * 3_600_000),
    note: data.note ?? fresh('Filters'),
  };
  const { id } = await db.maintenanceWindow.create({ data: window });
  return db.machineBlock.create({ data: { kind: 'maintenance', ...window, ...data, windowId: id } });
};

type SessionOptions = Partial<Omit<Prisma.SessionUncheckedCreateInput, 'ranks'>> & {
  bookingId: string;
  startedById: string;
  machineIds: string[];
};

/** A ready session with one ready rank a machine, in the order of `machineIds`. */
export function makeSession(db: Database, { machineIds, ...data }: SessionOptions) {
  const state = data.state ?? 'ready';
  const ranks = machineIds.map(
    (machineId, rank) => ({ rank, machineId, state: isOver(state) ? 'exited' : 'ready' }) as const,
  );
  return db.session.create({
    data: {
      modelId: 'espalier-demo',
      modelTitle: 'Espalier demo',
      modelFingerprint: 'fingerprint-1',
      backend: machineIds.length > 1 ? 'ring' : 'single',
      backendReason: 'test',
      parallelism: machineIds.length > 1 ? 'tensor' : 'single',
      simulated: false,
      readyAt: new Date(),
      ...data,
      state,
      ranks: { create: ranks },
    },
    include: { ranks: true },
  });
}

/** What a heartbeat brings: the newest reading of an idle machine, of this moment. */
export const newestReading = (reading: Partial<LiveSample> = {}) => ({
  at: new Date(),
  powerWatts: 30,
  powerSource: 'smc_pstr' as const,
  energyJoules: 0,
  coveredMs: 0,
  cpuRatio: 0.05,
  gpuRatio: 0.01,
  memoryUsedBytes: 2 ** 36,
  memoryTotalBytes: 2 ** 39,
  temperatureCelsius: 40,
  ...reading,
});
