import type { Logger } from 'pino';
import type { agentCommands } from '@/shared/protocol/agent.ts';
import type * as z from 'zod';
import { type Action, can, type Resource, type Subject } from '@/shared/domain/permissions.ts';
import type { StandingTimes } from '@/shared/domain/standing-times.ts';
import type { Role } from '@/shared/schemas/member.ts';
import type { Database, Transaction } from './db.ts';
import { ServiceError } from './errors.ts';
import type { Bus } from './events/bus.ts';
import { retryTransient, translatePrismaError } from './prisma-errors.ts';

export type Actor =
  | {
      kind: 'user';
      id: string;
      name: string;
      role: Role;
      teamId: string | null;
      /** The teams they lead; left out where nobody asks for it. */
      leads?: readonly string[];
      /** Of the browser that asks; without it the portal acts for them. */
      signInId?: string;
    }
  | EnteringActor
  | { kind: 'agent'; machineId: string; name: string }
  | KeyActor
  | WallActor
  | { kind: 'system'; name: string }
  | { kind: 'anonymous'; name: string };

/**
 * Signed in but for a second factor: may give one (`code`) or set one up (`set-up`), and nothing else. No right is
 * granted to this kind, so whatever does not ask for it by name refuses it.
 */
export type EnteringActor = {
  kind: 'entering';
  id: string;
  name: string;
  role: Role;
  signInId: string;
  lacks: 'code' | 'set-up';
};

/** A program that asks with a key, on behalf of a person and with no more rights than theirs. */
export type KeyActor = {
  kind: 'key';
  id: string;
  name: string;
  /** How its secret begins. */
  prefix: string;
  person: { id: string; name: string; role: Role };
  projectId: string | null;
  /** Each empty list: any. */
  scope: { modelIds: readonly string[]; sessionIds: readonly string[] };
  /** Null: without that limit. */
  limits: {
    requestsPerMinute: number | null;
    tokensPerMinute: number | null;
    tokensPerMonth: number | null;
  };
};

/** A screen that shows the wall by a link of its own, with nobody signed in. */
export type WallActor = { kind: 'wall'; id: string; name: string; showsNames: boolean };

type Commands = typeof agentCommands;
/**
 * Port: a typed command to the agent of a machine, whichever portal holds it; implemented by realtime. Throws
 * `UNAVAILABLE` when it is away.
 */
export type AgentGateway = {
  /** Those of the machines whose agent can be sent a command now, whichever portal holds it. */
  connectedMachines(machineIds: readonly string[]): Promise<Set<string>>;
  send<K extends keyof Commands & string>(
    machineId: string,
    command: K,
    payload: z.input<Commands[K]['payload']>,
  ): Promise<void>;
};

export type Timings = StandingTimes;

/** Who this portal is to browsers and agents; the same in every portal of the lab but for local origins. */
export type PortalIdentity = {
  /** Of this start of this portal, unlike the rest. */
  id: string;
  url: string;
  /** Browsers come from one of them, agents sign one of them. Grows by a port that the system chose. */
  origins: readonly string[];
  /** Seals the nonces agents sign. */
  nonceKey: Buffer;
  /** Of the pages it serves: a screen that runs for weeks loads itself again when it is another one. */
  build: string;
  /** Where this portal keeps the lab's backups, and at which hour of the lab's clock it makes one; null: never. */
  backups?: { folder: string; hour: number | null; keep: number };
};

/** What goes out of the lab by itself: mail and webhooks. */
export type Outbound = {
  /** Null: no mail server is set up. */
  smtpUrl: string | null;
  mailFrom: string | null;
  /** Hosts inside that a webhook may name. */
  allowPrivateHosts: readonly string[];
  /** Seals what the portal keeps of others' secrets. */
  sealKey: Buffer;
  /** Of secrets the portal had before: they open what is not sealed anew yet. */
  oldSealKeys?: readonly Buffer[];
};

/** What every verb gets first. `now` and `agents` are passed in so that tests hold them. */
export type ServiceContext = {
  actor: Actor;
  db: Database;
  bus: Bus;
  agents: AgentGateway;
  timings: Timings;
  portal: PortalIdentity;
  /** Where models are read from by their name; none other is ever asked. */
  huggingFaceUrl: string;
  outbound: Outbound;
  logger: Logger;
  requestId: string;
  /** The lab's time: the database's clock, the same in every portal. */
  now(): Date;
};

function subjectOf(actor: Actor): Subject {
  if (actor.kind === 'user') {
    const { id, role, leads = [] } = actor;
    return { kind: 'user', id, role, leads };
  }
  if (actor.kind === 'entering') return { kind: 'anonymous' };
  return actor.kind === 'key' ? { kind: 'key', role: actor.person.role } : { kind: actor.kind };
}

export const may = (ctx: ServiceContext, action: Action, resource?: Resource): boolean =>
  can(subjectOf(ctx.actor), action, resource);

/** Throws UNAUTHORIZED or FORBIDDEN unless the actor may. */
export function authorize(ctx: ServiceContext, action: Action, resource?: Resource): void {
  if (may(ctx, action, resource)) return;
  if (ctx.actor.kind === 'user') {
    const { id: personId, name } = ctx.actor;
    ctx.bus.emit('access.refused', { personId, name, action, requestId: ctx.requestId });
  }
  if (ctx.actor.kind === 'anonymous') throw new ServiceError('UNAUTHORIZED', 'Sign in first.');
  throw new ServiceError('FORBIDDEN', 'Your role does not allow this. An admin of the lab can change it.');
}

/** The key that is asked with; throws UNAUTHORIZED for anyone else. */
export function requireKey(ctx: ServiceContext): KeyActor {
  if (ctx.actor.kind !== 'key') throw new ServiceError('UNAUTHORIZED', 'Ask with an API key.');
  return ctx.actor;
}

/** The signed-in person; throws UNAUTHORIZED for anyone else. */
export function requireUser(ctx: ServiceContext): Extract<Actor, { kind: 'user' }> {
  if (ctx.actor.kind !== 'user') throw new ServiceError('UNAUTHORIZED', 'Sign in first.');
  return ctx.actor;
}

export type AfterCommit = (work: () => void) => void;

/**
 * One transaction, retried on lock conflicts; what is registered with `afterCommit` runs once it has committed.
 */
export async function withTransaction<T>(
  ctx: ServiceContext,
  work: (tx: Transaction, afterCommit: AfterCommit) => Promise<T>,
): Promise<T> {
  let pending: (() => void)[] = [];
  try {
    const result = await retryTransient(() => {
      pending = [];
      return ctx.db.$transaction((tx) => work(tx, (job) => pending.push(job)), {
        timeout: 15_000,
        maxWait: 10_000,
      });
    });
    for (const job of pending) job();
    return result;
  } catch (error) {
    throw translatePrismaError(error);
  }
}

export const asSystem = (ctx: ServiceContext, name: string): ServiceContext => ({
  ...ctx,
  actor: { kind: 'system', name },
});

/** What is done for somebody is theirs to do, or isn't done. */
export const asPerson = (
  ctx: ServiceContext,
  { id, name, role, teamId }: Omit<Extract<Actor, { kind: 'user' }>, 'kind'>,
): ServiceContext => ({ ...ctx, actor: { kind: 'user', id, name, role, teamId } });

/** Work that nobody waits for: its failure is logged, and must not end the process as an unhandled one. */
export function inBackground(ctx: ServiceContext, failure: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => ctx.logger.error({ err: error }, failure));
}
