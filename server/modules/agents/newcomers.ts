import type * as z from 'zod';
import { readSerial } from '@/shared/domain/serials.ts';
import type { JoinInput, JoinReply } from '@/shared/protocol/join.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

type Input = z.output<typeof JoinInput>;
export const WAITS = Symbol('waits for a person');
export type Waiting = typeof WAITS;

/** Keeps who came with this token, for a person to say which machine it is. */
export async function noteNewcomer(
  ctx: ServiceContext,
  tx: Transaction,
  tokenId: string,
  { publicKey, agentVersion, machine }: Input,
  address: string | null,
): Promise<void> {
  const now = ctx.now();
  await tx.newcomer.create({
    data: {
      tokenId,
      publicKey,
      agentVersion,
      serial: readSerial(machine?.serial),
      hardwareId: machine?.hardwareId ?? null,
      hostName: machine?.hostName ?? null,
      hwModel: machine?.hwModel ?? null,
      chip: machine?.chip ?? null,
      memoryBytes: machine?.memoryBytes == null ? null : BigInt(machine.memoryBytes),
      address,
      firstSeenAt: now,
      lastSeenAt: now,
    },
  });
}

/** What the one who waits with this token and this key is told now; null when nobody does. */
export async function answerNewcomer(
  ctx: ServiceContext,
  tx: Transaction,
  tokenId: string,
  { publicKey }: Input,
): Promise<z.output<typeof JoinReply> | Waiting | null> {
  const found = await tx.newcomer.findUnique({
    where: { tokenId },
    include: { token: { include: { machine: { include: { agent: true } } } } },
  });
  if (found?.publicKey !== publicKey) return null;
  if (found.refusedAt)
    throw new ServiceError('FORBIDDEN', 'An admin of the lab has not let this machine in.');
  if (!found.admittedAt) {
    await tx.newcomer.update({ where: { id: found.id }, data: { lastSeenAt: ctx.now() } });
    return WAITS;
  }
  const { machine } = found.token;
  // Another has joined in its place since.
  if (!machine?.agent || machine.agent.publicKey !== publicKey) return null;
  // However long it slept meanwhile: it could not hear of it before.
  if (machine.agent.connectedAt !== null) return null;
  return { agentId: machine.agent.id, machineId: machine.id, machineName: machine.name };
}
