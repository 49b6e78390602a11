import { verify } from 'node:crypto';
import { type AgentHandshake, signedText } from '@/shared/protocol/join.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { isValidNonce } from './challenge.ts';
import { noteAttention, revoked } from './internal.ts';
import { parsePublicKey } from './public-key.ts';

const CLONE_NOTE =
  'Two copies of this machine’s identity have connected. Revoke its agent and join it again, with one copy of its folder.';

/**
 * An agent counts each connection it tries, at most one in some seconds: this is a day of tries without a pause. A
 * copy of its key that names the highest number there is would lock it out for good, and gains nothing by this one:
 * the agent is past it by counting on.
 */
const MOST_AHEAD = 10_000;
const AHEAD_NOTE =
  'Its agent has counted far more connections than this portal knows of: the portal’s data is from an old backup, or somebody has a copy of the agent’s key. Revoke its agent and join it again.';

/**
 * Lets an agent in: fresh nonce, its key's signature, and a counter above the stored one, not by far. Throws UNAUTHORIZED
 * (unknown, or a signature that doesn't fit: keep the key and try again), FORBIDDEN (revoked: for good) and
 * CONFLICT (an older copy of the identity, or none that can be it).
 */
export async function verifyHandshake(
  ctx: ServiceContext,
  handshake: AgentHandshake,
): Promise<{ agentId: string; machineId: string; machineName: string }> {
  const { agentId, joinCounter } = handshake;
  if (!isValidNonce(ctx, handshake.nonce, agentId)) {
    throw new ServiceError(
      'UNAUTHORIZED',
      'The nonce is not ours or older than 30 seconds. Ask for a new one.',
    );
  }
  const agent = await ctx.db.agent.findUnique({
    where: { id: agentId },
    include: { machine: { select: { name: true, status: true } } },
  });
  if (!agent || !isSigned(ctx, agent.publicKey, handshake)) {
    throw new ServiceError('UNAUTHORIZED', 'This agent is not known here, or it signed for another portal.');
  }
  const { machineId } = agent;
  if (agent.state === 'revoked' || agent.machine.status === 'retired') throw revoked();
  const raised = await ctx.db.agent.updateMany({
    where: {
      id: agentId,
      joinCounter: { lt: joinCounter, gte: joinCounter - MOST_AHEAD },
      state: { not: 'revoked' },
    },
    data: { joinCounter, version: handshake.agentVersion },
  });
  if (raised.count === 0) await refuse(ctx, handshake, machineId);
  return { agentId, machineId, machineName: agent.machine.name };
}

function isSigned(
  { portal }: ServiceContext,
  publicKey: string,
  { signature, ...rest }: AgentHandshake,
): boolean {
  const key = parsePublicKey(publicKey);
  if (!key) return false;
  const bytes = Buffer.from(signature, 'base64');
  return portal.origins.some((origin) => verify(null, Buffer.from(signedText(origin, rest)), key, bytes));
}

async function refuse(
  ctx: ServiceContext,
  { agentId, joinCounter }: AgentHandshake,
  machineId: string,
): Promise<never> {
  const now = await ctx.db.agent.findUnique({
    where: { id: agentId },
    select: { state: true, joinCounter: true },
  });
  if (now?.state === 'revoked') throw revoked();
  if (!now) throw new ServiceError('UNAUTHORIZED', 'This agent is not known here any more.');
  if (joinCounter > now.joinCounter) {
    await noteAttention(ctx, machineId, AHEAD_NOTE);
    throw new ServiceError('CONFLICT', AHEAD_NOTE);
  }
  await noteAttention(ctx, machineId, CLONE_NOTE);
  throw new ServiceError(
    'CONFLICT',
    'A newer copy of this agent has connected since. Two copies of one identity can’t both run.',
  );
}
