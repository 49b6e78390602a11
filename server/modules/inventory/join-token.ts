import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { JoinToken } from '@/shared/schemas/machine.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

const LIFETIME_MS = 15 * 60_000;
const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';

const makeId = () => Array.from({ length: 12 }, () => BASE36[randomInt(36)]).join('');

/** A fresh token for the machine; unused older ones stop working. Its secret is stored as SHA-256 only. */
export async function issueJoinToken(
  ctx: ServiceContext,
  tx: Transaction,
  machine: { id: string; name: string },
): Promise<JoinToken> {
  const now = ctx.now();
  const id = makeId();
  const secret = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + LIFETIME_MS);
  const agent = await tx.agent.findUnique({ where: { machineId: machine.id }, select: { id: true } });
  await voidJoinTokens(tx, machine.id, now);
  await tx.joinToken.create({
    data: {
      id,
      secretHash: createHash('sha256').update(secret).digest('hex'),
      machineId: machine.id,
      createdById: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      expiresAt,
      createdAt: now,
    },
  });
  const token = `esp_join_${id}_${secret}`;
  return {
    machineId: machine.id,
    replacesAgentId: agent?.id ?? null,
    token,
    expiresAt,
    commands: joinCommands(ctx.portal.url, token, machine.name),
  };
}

/** Unused tokens of the machine stop working. */
export const voidJoinTokens = (tx: Transaction, machineId: string, now: Date) =>
  tx.joinToken.updateMany({
    where: { machineId, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Lines to paste on the Mac. `printf` is the shell's own, so the token shows in no process list. */
export function joinCommands(portalUrl: string, token: string, machineName: string): string[] {
  return [
    'mkdir -p ~/espalier && cd ~/espalier',
    `curl -fsSO ${quote(`${portalUrl}/agent/agent.mjs`)}`,
    `(umask 077; printf '%s\\n' ${quote(token)} > join-token)`,
    `node agent.mjs run --portal ${quote(portalUrl)} --name ${quote(machineName)} --data-folder ~/espalier --join-token-file join-token`,
  ];
}
