import { createHash, timingSafeEqual } from 'node:crypto';
import type * as z from 'zod';
import { JOIN_TOKEN_PATTERN, type JoinInput, type JoinReply } from '@/shared/protocol/join.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachine } from '../inventory/index.ts';
import { parsePublicKey } from './public-key.ts';

const MAX_WRONG_TRIES = 5;
/** An agent that lost our answer may ask again with the same key for this long. */
const REPEAT_MS = 60_000;

type Input = z.output<typeof JoinInput>;
type Reply = z.output<typeof JoinReply>;
type Token = { id: string; machineId: string };

/**
 * Makes the key the agent of the token's machine. One token, one claim: a conditional update decides among
 * parallel ones. Throws UNAUTHORIZED (unknown), PRECONDITION_FAILED (expired or burned), CONFLICT (used).
 */
export async function joinAgent(ctx: ServiceContext, input: Input): Promise<Reply> {
  if (!parsePublicKey(input.publicKey))
    throw new ServiceError('VALIDATION', 'The public key is not an Ed25519 key.');
  const token = await checkSecret(ctx, input.token);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const now = ctx.now();
    const machine = await lockMachine(tx, token.machineId);
    const claimed = await tx.joinToken.updateMany({
      where: { id: token.id, usedAt: null, expiresAt: { gt: now }, wrongTries: { lt: MAX_WRONG_TRIES } },
      data: { usedAt: now, usedByKey: input.publicKey },
    });
    if (claimed.count === 0) return repeatOrRefuse(tx, token, input, now);
    // The old identity ends with its row: a copy of it is unknown from now on.
    const [replaced] = await tx.$queryRaw<{ id: string }[]>`
      DELETE FROM "Agent" WHERE "machineId" = ${token.machineId} RETURNING id`;
    const agent = await tx.agent.create({
      data: { machineId: token.machineId, publicKey: input.publicKey, version: input.agentVersion },
    });
    await tx.machine.update({
      where: { id: machine.id },
      data: { needsAttention: null },
      select: { id: true },
    });
    await emitAudit(
      { ...ctx, actor: { kind: 'agent', machineId: machine.id, name: `Agent of ${machine.name}` } },
      tx,
      {
        action: 'agent.join',
        objectType: 'machine',
        objectId: machine.id,
        objectName: machine.name,
        after: { agentVersion: input.agentVersion, replacesAnother: replaced !== undefined },
      },
    );
    afterCommit(() => {
      if (replaced)
        ctx.bus.emit('agent.revoked', {
          machineId: machine.id,
          agentId: replaced.id,
          reason: 'Another agent has joined in its place.',
        });
      ctx.bus.emit('machine.changed', { machineId: machine.id, revision: machine.revision });
    });
    return { agentId: agent.id, machineId: machine.id, machineName: machine.name };
  });
}

async function checkSecret(ctx: ServiceContext, text: string): Promise<Token> {
  const [, id = '', secret = ''] = JOIN_TOKEN_PATTERN.exec(text) ?? [];
  const token = await ctx.db.joinToken.findUnique({ where: { id } });
  const given = createHash('sha256').update(secret).digest();
  if (token && timingSafeEqual(Buffer.from(token.secretHash, 'hex'), given)) return token;
  if (token) await ctx.db.joinToken.update({ where: { id }, data: { wrongTries: { increment: 1 } } });
  throw new ServiceError(
    'UNAUTHORIZED',
    'This join token is not known here. Make a new one on the machine’s page and paste it whole.',
  );
}

/** Why the claim found nothing; or the first answer again, for the same key shortly after. */
async function repeatOrRefuse(tx: Transaction, { id }: Token, input: Input, now: Date): Promise<Reply> {
  const token = await tx.joinToken.findUniqueOrThrow({
    where: { id },
    include: { machine: { include: { agent: true } } },
  });
  const agent = token.machine.agent;
  if (token.usedAt && agent?.publicKey === input.publicKey && token.usedByKey === input.publicKey) {
    if (now.getTime() - token.usedAt.getTime() <= REPEAT_MS) {
      return { agentId: agent.id, machineId: token.machineId, machineName: token.machine.name };
    }
  }
  const next = 'Make a new one on the machine’s page.';
  if (token.usedAt)
    throw new ServiceError('CONFLICT', `This join token has been used; each works once. ${next}`);
  if (token.wrongTries >= MAX_WRONG_TRIES) {
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `This join token was tried with a wrong secret too often and is void. ${next}`,
    );
  }
  throw new ServiceError(
    'PRECONDITION_FAILED',
    `This join token has expired; it is good for 15 minutes. ${next}`,
  );
}
