import { verify } from 'node:crypto';
import type { Agent } from '@/prisma/generated/client.ts';
import { judgeComer } from '@/shared/domain/agent-rivals.ts';
import { type AgentHandshake, signedText } from '@/shared/protocol/join.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { isValidNonce } from './challenge.ts';
import { noteAttention, revoked } from './internal.ts';
import { parsePublicKey } from './public-key.ts';
import { isRefusedRival, noteRival } from './rivals.ts';

/**
 * An agent counts each connection it tries, at most one in some seconds: this is a day of tries without a pause. A
 * copy of its key that names the highest number there is would lock it out for good, and gains nothing by this one:
 * the agent is past it by counting on.
 */
const MOST_AHEAD = 10_000;
const AHEAD_NOTE =
  'Its agent has counted far more connections than this portal knows of: the portal’s data is from an old backup, or somebody has a copy of the agent’s key. Revoke its agent and join it again.';

/**
 * Lets an agent in: fresh nonce, its key's signature, no second program beside the one that has the place, and a counter
 * above the stored one, not by far. Throws UNAUTHORIZED (unknown, or a signature that doesn't fit: keep the key and try
 * again), FORBIDDEN (revoked, or refused by a person: for good) and CONFLICT (a copy of the identity: it waits).
 */
export async function verifyHandshake(
  ctx: ServiceContext,
  handshake: AgentHandshake,
  /** Where it comes from, as the portal sees it. */
  address: string | null = null,
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
  await holdRival(ctx, agent, handshake, address);
  const raised = await ctx.db.agent.updateMany({
    where: {
      id: agentId,
      joinCounter: { lt: joinCounter, gte: joinCounter - MOST_AHEAD },
      state: { not: 'revoked' },
    },
    data: {
      joinCounter,
      version: handshake.agentVersion,
      ...(handshake.hardwareId !== undefined && { hardwareId: handshake.hardwareId }),
      placeId: handshake.placeId ?? null,
    },
  });
  if (raised.count === 0) await refuse(ctx, handshake, machineId, address);
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

/** Throws when another program has the place of this identity, or a person has said that this one is not it. */
async function holdRival(
  ctx: ServiceContext,
  agent: Agent & { machine: { name: string } },
  handshake: AgentHandshake,
  address: string | null,
): Promise<void> {
  if (await isRefusedRival(ctx, agent.id, handshake)) {
    throw new ServiceError(
      'FORBIDDEN',
      `An admin of the lab has said that this computer is not ${agent.machine.name}. Join it with a token of its own.`,
    );
  }
  const { bootId, hardwareId = null, placeId = null } = handshake;
  const silentSince = ctx.now().getTime() - ctx.timings.suspectMs;
  const isLive = agent.state === 'online' && (agent.lastSeenAt?.getTime() ?? 0) > silentSince;
  const verdict = judgeComer({ ...agent, isLive }, { bootId, hardwareId, placeId });
  if (verdict === 'known') return;
  await noteRival(ctx, agent, handshake, { address, isCertain: verdict === 'other_hardware' });
  throw new ServiceError(
    'CONFLICT',
    verdict === 'other_hardware'
      ? `This computer is not the one that joined the lab as ${agent.machine.name}: the disk may be a copy, or its main board is another. An admin decides on ${agent.machine.name}’s page; this agent waits.`
      : `Another agent is connected as ${agent.machine.name}, with a copy of this one’s identity. An admin decides on ${agent.machine.name}’s page; this agent waits.`,
  );
}

async function refuse(
  ctx: ServiceContext,
  handshake: AgentHandshake,
  machineId: string,
  address: string | null,
): Promise<never> {
  const { agentId, joinCounter } = handshake;
  const now = await ctx.db.agent.findUnique({ where: { id: agentId } });
  if (now?.state === 'revoked') throw revoked();
  if (!now) throw new ServiceError('UNAUTHORIZED', 'This agent is not known here any more.');
  if (joinCounter > now.joinCounter) {
    await noteAttention(ctx, machineId, AHEAD_NOTE);
    throw new ServiceError('CONFLICT', AHEAD_NOTE);
  }
  await noteRival(ctx, now, handshake, { address, isCertain: true });
  throw new ServiceError(
    'CONFLICT',
    'A newer copy of this agent has connected since. Two copies of one identity can’t both run: an admin decides on the machine’s page which of them does.',
  );
}
