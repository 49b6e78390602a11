import { isSkewShown } from '@/shared/domain/clock-skew.ts';
import type { LiveSample, MachineTrouble } from '@/shared/schemas/machine.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { announceMachines, judgeTrouble } from '../inventory/index.ts';
import { believeSample } from '../metrics/index.ts';
import type { AgentRef } from './internal.ts';

type Heartbeat = {
  bootId: string;
  wallTime?: Date | undefined;
  reading?: LiveSample | null | undefined;
  trouble?: MachineTrouble | undefined;
  bootedAt?: Date | undefined;
};
type Before = {
  state: string;
  clockSkewMs: number | null;
  quarantinedAt: Date | null;
  quarantineLiftedAt: Date | null;
};

/**
 * A word from the agent, with its newest reading, what its own clock says and what keeps it from holding a model. Throws CONFLICT when another boot of it
 * has said hello since, or it was revoked.
 */
export async function recordHeartbeat(
  ctx: ServiceContext,
  { machineId, agentId }: AgentRef,
  { bootId, wallTime, reading, trouble, bootedAt }: Heartbeat,
): Promise<{ forgiven: boolean }> {
  const now = ctx.now();
  const skewMs = wallTime === undefined ? null : roundedSkewMs(wallTime, now);
  const bounded = reading && {
    ...believeSample(ctx, machineId, reading),
    at: new Date(Math.min(reading.at.getTime(), now.getTime())),
  };
  const [before] = await hotClient(ctx.db).query<Before>(NOTE, [
    agentId,
    bootId,
    now.toISOString(),
    skewMs,
    bounded ? JSON.stringify(bounded) : null,
    ctx.portal.id,
  ]);
  if (!before)
    throw new ServiceError('CONFLICT', 'Another start of this agent has taken over, or it was revoked.');
  const hasChanged = before.state !== 'online' || isSkewShown(before.clockSkewMs) !== isSkewShown(skewMs);
  if (hasChanged)
    await withTransaction(ctx, (tx, afterCommit) => announceMachines(ctx, tx, afterCommit, [machineId]));
  return judgeTrouble(ctx, machineId, before, { trouble, bootedAt });
}

const ROUNDED_TO_MS = 100;
/** What the column holds: a Mac without a battery may think it is 1970. */
const MOST_MS = 2 ** 31 - ROUNDED_TO_MS;

function roundedSkewMs(wallTime: Date, now: Date): number {
  const skewMs = Math.round((wallTime.getTime() - now.getTime()) / ROUNDED_TO_MS) * ROUNDED_TO_MS;
  return Math.max(-MOST_MS, Math.min(MOST_MS, skewMs));
}

const NOTE: Statement = {
  name: 'agents.note-heartbeat',
  text: `
    WITH before AS (
      SELECT id, state::text AS state, "clockSkewMs" FROM "Agent"
      WHERE id = $1 AND "bootId" = $2 AND state <> 'revoked' FOR NO KEY UPDATE
    )
    UPDATE "Agent" a SET "lastSeenAt" = $3::timestamptz, state = 'online', "clockSkewMs" = $4::int,
      reading = coalesce($5::jsonb, a.reading), "portalId" = $6
    FROM before b, "Machine" m WHERE a.id = b.id AND m.id = a."machineId"
    RETURNING b.state, b."clockSkewMs", m."quarantinedAt", m."quarantineLiftedAt"`,
};
