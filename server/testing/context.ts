import { randomUUID } from 'node:crypto';
import { STANDING_TIMES } from '@/shared/domain/standing-times.ts';
import type { Role } from '@/shared/schemas/member.ts';
import type { Actor, AgentGateway, ServiceContext, Timings } from '../context.ts';
import type { Database } from '../db.ts';
import { ServiceError } from '../errors.ts';
import { type Bus, createBus } from '../events/bus.ts';
import type { EventMap } from '../events/event-map.ts';
import { type Logger, makeLogger } from '../logger.ts';
import { nonceKeyOf } from '../modules/agents/index.ts';
import { sealKeyOf } from '../modules/notifications/index.ts';
import { allowedOrigins } from '../origins.ts';
import { testDatabase } from './database.ts';
import { makeUser } from './factories.ts';

export const TEST_TIMINGS: Timings = STANDING_TIMES;

export type SentCommand = { machineId: string; command: string; payload: unknown };
/** The agents' side, held by the test: who is connected, and what the portal has sent. */
export type TestGateway = AgentGateway & { connected: Set<string>; sent: SentCommand[] };

export function makeTestGateway(connected: string[] = []): TestGateway {
  const gateway: TestGateway = {
    connected: new Set(connected),
    sent: [],
    connectedMachines: async (ids) => new Set(ids.filter((id) => gateway.connected.has(id))),
    send: async (machineId, command, payload) => {
      if (!gateway.connected.has(machineId))
        throw new ServiceError('UNAVAILABLE', 'That machine is not connected.');
      gateway.sent.push({ machineId, command, payload });
    },
  };
  return gateway;
}

type RecordedEvent = { [K in keyof EventMap]: { event: K; payload: EventMap[K] } }[keyof EventMap];
export type TestContext = ServiceContext & {
  agents: TestGateway;
  /** Every domain event since the context was made; shared with the contexts made from it by `actingAs`. */
  events: RecordedEvent[];
  /** What `now()` gives; move it by assigning. `null` follows the real clock. */
  clock: { now: Date | null };
};

type Options = {
  /** Makes a person with this role in the database; `system` and `anonymous` make none. Standard: `system`. */
  role?: Role | 'system' | 'wall' | 'anonymous';
  actor?: Actor;
  /** Stands still at this moment until the test moves it; without it the real clock runs. */
  now?: Date;
  db?: Database;
  agents?: TestGateway;
  timings?: Partial<Timings>;
  portalId?: string;
  /** Standard: nobody answers there. */
  huggingFaceUrl?: string;
  /** Standard: no mail server, and no webhook inside. */
  outbound?: Partial<ServiceContext['outbound']>;
  /** Standard: says nothing. */
  logger?: Logger;
};

/** A context over the file's own database: real bus, real rows; only the agents are played. */
export async function makeTestContext(options: Options = {}): Promise<TestContext> {
  const db = options.db ?? testDatabase();
  const clock = { now: options.now ?? null };
  const events: RecordedEvent[] = [];
  return {
    actor: options.actor ?? (await makeActor(db, options.role ?? 'system')),
    db,
    bus: recordingBus(events),
    agents: options.agents ?? makeTestGateway(),
    timings: { ...TEST_TIMINGS, ...options.timings },
    portal: {
      id: options.portalId ?? 'test-portal',
      url: 'https://lab.example',
      origins: allowedOrigins(),
      nonceKey: nonceKeyOf('a secret of the tests'),
      build: 'a-build',
    },
    huggingFaceUrl: options.huggingFaceUrl ?? 'http://127.0.0.1:9',
    outbound: {
      smtpUrl: null,
      mailFrom: null,
      allowPrivateHosts: [],
      sealKey: sealKeyOf('a secret of the tests'),
      ...options.outbound,
    },
    logger: options.logger ?? makeLogger('silent'),
    requestId: randomUUID(),
    now: () => clock.now ?? new Date(),
    events,
    clock,
  };
}

/** The same lab, clock, bus and agents, seen by somebody else (a new person of that role, or a known actor). */
export async function actingAs(
  ctx: TestContext,
  who: Role | 'system' | 'wall' | 'anonymous' | Actor,
): Promise<TestContext> {
  return { ...ctx, actor: typeof who === 'string' ? await makeActor(ctx.db, who) : who };
}

async function makeActor(db: Database, role: Role | 'system' | 'wall' | 'anonymous'): Promise<Actor> {
  if (role === 'system') return { kind: 'system', name: 'a test' };
  if (role === 'wall') return { kind: 'wall', id: randomUUID(), name: 'a screen', showsNames: true };
  if (role === 'anonymous') return { kind: 'anonymous', name: 'somebody' };
  return actorOfUser(await makeUser(db, { role }));
}

export const actorOfUser = (user: {
  id: string;
  name: string;
  role: Role;
  teamId: string | null;
}): Actor => ({
  kind: 'user',
  id: user.id,
  name: user.name,
  role: user.role,
  teamId: user.teamId,
});

function recordingBus(events: RecordedEvent[]): Bus {
  const bus = createBus();
  return {
    on: bus.on,
    emit: (event, payload) => {
      events.push({ event, payload } as RecordedEvent);
      bus.emit(event, payload);
    },
  };
}

/** Of whom a context is; empty of the system. */
export const userIdOf = ({ actor }: Pick<ServiceContext, 'actor'>): string =>
  actor.kind === 'user' ? actor.id : '';
