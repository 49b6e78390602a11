import { formatGigabytes } from '@/shared/domain/format.ts';
import { refusalOfFiles } from '@/shared/domain/model-files.ts';
import type { CopyEnded, CopyOffered, CopyProgress, CopyReading } from '@/shared/schemas/model-store.ts';
import type { ServiceContext } from '../../context.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { planNextTry, tellChanged, tokenOf, withdraw } from './internal.ts';

/*
 * What agents say of copies. Every word carries (copyId, attempt), and counts only for that try, only from the machine
 * that it is about, and only in the state in which it can be said; that is checked in the statement that writes it.
 */

/** The giver listens: the receiver is told where. */
export async function recordOffered(
  ctx: ServiceContext,
  machineId: string,
  offer: CopyOffered,
): Promise<void> {
  const { copyId: id, attempt, port, files } = offer;
  const refusal = refusalOfFiles(files);
  const totalBytes = refusal === null ? files.reduce((sum, it) => sum + it.bytes, 0) : 0;
  const { count } = await ctx.db.modelCopy.updateMany({
    where: { id, attempt, state: 'reading', fromMachineId: machineId },
    data: {
      state: 'copying',
      totalBytes: BigInt(totalBytes),
      filesTotal: files.length,
      lastWordAt: ctx.now(),
      note: null,
    },
  });
  if (count === 0) throw outdated();
  tellChanged(ctx, id);
  const row = await ctx.db.modelCopy.findUniqueOrThrow({ where: { id }, include: { machine: true } });
  if (refusal !== null) return fail(ctx, row, refusal);
  try {
    await ctx.agents.send(row.machineId, 'model:fetch', {
      copyId: id,
      attempt,
      modelId: row.modelId,
      fingerprint: row.fingerprint,
      files,
      bytesPerSecond: row.paceBytesPerSecond ?? row.limitBytesPerSecond,
      address: row.address!,
      port,
      token: tokenOf(ctx, id, attempt),
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    withdraw(ctx, row);
    if (error.code === 'UNAVAILABLE')
      return planNextTry(ctx, row, `Goes on by itself when ${row.machine.name} answers.`);
    await fail(ctx, row, error.message);
  }
}

/** The giver hashes its files first; said now and then, and no refusal is worth an answer. */
export async function noteReading(
  ctx: ServiceContext,
  machineId: string,
  reading: CopyReading,
): Promise<void> {
  const { copyId: id, attempt, doneBytes, totalBytes } = reading;
  const note = `Its giver hashes the files, which it does once: ${formatGigabytes(doneBytes)} of ${formatGigabytes(totalBytes)}.`;
  const { count } = await ctx.db.modelCopy.updateMany({
    where: { id, attempt, state: 'reading', fromMachineId: machineId },
    data: { lastWordAt: ctx.now(), note },
  });
  if (count > 0) tellChanged(ctx, id);
}

export async function noteProgress(
  ctx: ServiceContext,
  machineId: string,
  told: CopyProgress,
): Promise<void> {
  const { copyId: id, attempt, file } = told;
  const { count } = await ctx.db.modelCopy.updateMany({
    where: { id, attempt, state: 'copying', machineId },
    data: {
      doneBytes: BigInt(told.doneBytes),
      bytesPerSecond: told.bytesPerSecond,
      filesDone: told.filesDone,
      fileName: file?.name ?? null,
      fileBytes: file && BigInt(file.bytes),
      fileDoneBytes: file && BigInt(file.doneBytes),
      lastWordAt: ctx.now(),
    },
  });
  if (count > 0) tellChanged(ctx, id);
}

/** A try is over: whole at the receiver, or it goes on later, or it can't be had. */
export async function recordCopyEnded(ctx: ServiceContext, machineId: string, end: CopyEnded): Promise<void> {
  const row = await ctx.db.modelCopy.findFirst({
    where: { id: end.copyId, attempt: end.attempt, state: { in: ['reading', 'copying'] } },
  });
  if (!row || (row.machineId !== machineId && row.fromMachineId !== machineId)) throw outdated();
  const isReceiver = row.machineId === machineId;
  if (isReceiver) withdraw(ctx, row);
  if (end.outcome === 'interrupted' || !isReceiver)
    return planNextTry(ctx, row, end.message ?? 'It was interrupted.', { isAway: end.away === true });
  if (end.outcome === 'refused') return fail(ctx, row, end.message ?? 'It can’t be had.');
  await ctx.db.modelCopy.updateMany({
    where: { id: row.id, attempt: row.attempt, state: { in: ['reading', 'copying'] } },
    data: {
      state: 'done',
      doneBytes: row.totalBytes,
      filesDone: row.filesTotal,
      bytesPerSecond: null,
      fileName: null,
      note: end.message,
      endedAt: ctx.now(),
    },
  });
  tellChanged(ctx, row.id);
}

export async function fail(
  ctx: ServiceContext,
  { id, attempt }: { id: string; attempt: number },
  note: string,
): Promise<void> {
  await ctx.db.modelCopy.updateMany({
    where: { id, attempt, state: { in: ['reading', 'copying'] } },
    data: { state: 'failed', note, bytesPerSecond: null, endedAt: ctx.now() },
  });
  tellChanged(ctx, id);
}

export const outdated = (): ServiceError =>
  new ServiceError('CONFLICT', 'That try of the copy is over; another one may be under way.');
