import { findMacModel } from '@/shared/data/mac-models.ts';
import type { JoinProgress, Newcomer } from '@/shared/schemas/joins.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

export const MOST_NEWCOMERS = 50;
/** Who has not asked for this long is not there any more. */
const GONE_MS = 24 * 3_600_000;

/** Machines that wait to be let in, the newest first. */
export async function listNewcomers(
  ctx: ServiceContext,
  { limit = MOST_NEWCOMERS }: { limit?: number | undefined } = {},
): Promise<Newcomer[]> {
  authorize(ctx, 'machine:add');
  const rows = await ctx.db.newcomer.findMany({
    where: {
      admittedAt: null,
      refusedAt: null,
      lastSeenAt: { gt: new Date(ctx.now().getTime() - GONE_MS) },
    },
    orderBy: { firstSeenAt: 'desc' },
    take: limit,
  });
  return rows.map((row) => {
    const memoryBytes = row.memoryBytes === null ? null : Number(row.memoryBytes);
    return {
      id: row.id,
      tokenId: row.tokenId,
      serial: row.serial,
      hostName: row.hostName,
      modelName: findMacModel(row.hwModel, row.chip, memoryBytes, null).modelName,
      memoryBytes,
      address: row.address,
      firstSeenAt: row.firstSeenAt,
      lastSeenAt: row.lastSeenAt,
    };
  });
}

/** What has become of a token for whichever machine comes: nothing yet, somebody waits, or a machine has joined. */
export async function readJoinProgress(ctx: ServiceContext, { id }: { id: string }): Promise<JoinProgress> {
  authorize(ctx, 'machine:add');
  const token = await ctx.db.joinToken.findUnique({
    where: { id },
    include: {
      newcomer: true,
      machine: { select: { id: true, name: true, agent: { select: { publicKey: true } } } },
    },
  });
  if (!token) throw new ServiceError('NOT_FOUND', 'That token is not here any more. Make a new one.');
  const { machine, newcomer } = token;
  const hasJoined = token.usedByKey !== null && machine?.agent?.publicKey === token.usedByKey;
  return {
    machineId: hasJoined ? machine.id : null,
    machineName: hasJoined ? machine.name : null,
    newcomerId: newcomer && !newcomer.admittedAt && !newcomer.refusedAt ? newcomer.id : null,
  };
}
