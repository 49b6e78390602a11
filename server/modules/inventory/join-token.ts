import { randomInt } from 'node:crypto';
import type { JoinToken } from '@/shared/schemas/machine.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';
import { joinCommands } from './join-commands.ts';

const LIFETIME_MS = 15 * 60_000;
const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';

const makeId = () => Array.from({ length: 12 }, () => BASE36[randomInt(36)]).join('');

/** A fresh token for the machine; unused older ones stop working. */
export async function issueJoinToken(
  ctx: ServiceContext,
  tx: Transaction,
  machine: { id: string },
): Promise<JoinToken> {
  const agent = await tx.agent.findUnique({ where: { machineId: machine.id }, select: { id: true } });
  await voidJoinTokens(tx, machine.id, ctx.now());
  const { id: _, ...token } = await storeJoinToken(ctx, tx, machine.id);
  return { machineId: machine.id, replacesAgentId: agent?.id ?? null, ...token };
}

/** Of one machine, or of whichever comes. Its secret is stored as SHA-256 only. */
export async function storeJoinToken(ctx: ServiceContext, tx: Transaction, machineId: string | null) {
  const now = ctx.now();
  const id = makeId();
  const secret = makeToken();
  const expiresAt = new Date(now.getTime() + LIFETIME_MS);
  await tx.joinToken.create({
    data: {
      id,
      secretHash: hashOfToken(secret),
      machineId,
      createdById: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      expiresAt,
      createdAt: now,
    },
  });
  const token = `esp_join_${id}_${secret}`;
  return { id, token, expiresAt, commands: joinCommands(ctx.portal.url, token) };
}

/** Unused tokens of the machine stop working. */
export const voidJoinTokens = (tx: Transaction, machineId: string, now: Date) =>
  tx.joinToken.updateMany({
    where: { machineId, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
