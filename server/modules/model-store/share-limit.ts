import type { ModelCopy } from '@/prisma/generated/client.ts';
import { shareLimit, type Taking } from '@/shared/domain/share-limit.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { holdLab } from '../notices/index.ts';
import { type Store, tellChanged, UNDER_WAY } from './internal.ts';
import { readRules } from './rules.ts';

/*
 * One limit for all that comes over the network. What a machine was told is kept in `paceBytesPerSecond`: lowered only
 * when its agent has taken it, raised before it is told, so that the sum of what agents hold to is never over the limit.
 * What comes from a machine's own disk takes nothing of it.
 */
type Row = Pick<
  ModelCopy,
  | 'id'
  | 'attempt'
  | 'state'
  | 'machineId'
  | 'source'
  | 'diskKey'
  | 'limitBytesPerSecond'
  | 'paceBytesPerSecond'
>;

const isOverNetwork = ({ diskKey }: Row): boolean => diskKey === null;
const isRunning = ({ state }: Row): boolean => state === 'reading' || state === 'copying';
/** The giver hashes, and the machine that gets it has heard of nothing yet. */
const isUntold = ({ state, source }: Row): boolean => state === 'reading' && source === null;

const paces = (store: Store, { machineId }: Row): boolean =>
  store.machines.find(({ id }) => id === machineId)?.facts?.pacesModels === true;

function partsOf(store: Store, limit: number | null, rows: readonly Row[]): Map<string, number | null> {
  const takings = rows.map((row): Taking => {
    const { id, limitBytesPerSecond: own, paceBytesPerSecond: told } = row;
    const isFixed = isRunning(row) && !isUntold(row) && !paces(store, row);
    return { id, own, fixed: isFixed ? (told ?? own) : null };
  });
  return shareLimit(limit, takings);
}

/** Tells of each what it may take now, where that has changed: by the rule, the hour, or what has begun or ended. */
export async function shareLabLimit(ctx: ServiceContext, store: Store, rows: readonly Row[]): Promise<void> {
  const running = rows.filter((it) => isOverNetwork(it) && isRunning(it));
  const { limitNow } = await readRules(ctx);
  if (running.length === 0 || (limitNow === null && running.every((it) => it.paceBytesPerSecond === null)))
    return;
  const parts = partsOf(store, limitNow, running);
  const wanted = (row: Row): number | null => (limitNow === null ? null : parts.get(row.id)!);
  const able = running.filter((it) => isUntold(it) || paces(store, it));
  const isLess = (row: Row): boolean =>
    wanted(row) !== null && (row.paceBytesPerSecond === null || wanted(row)! < row.paceBytesPerSecond);
  for (const row of able.filter(isLess)) await lower(ctx, row, wanted(row)!);
  for (const row of able.filter((it) => !isLess(it) && wanted(it) !== it.paceBytesPerSecond))
    await raise(ctx, row, wanted(row), limitNow);
}

/** Takes a part for a copy that is about to begin; others are told theirs first. Null: none is free yet. */
export async function takePart(
  ctx: ServiceContext,
  store: Store,
  row: Row,
): Promise<{ bytesPerSecond: number | null } | null> {
  const { limitNow } = await readRules(ctx);
  if (limitNow === null || !isOverNetwork(row)) return { bytesPerSecond: null };
  const rows = await readRows(ctx.db);
  const running = rows.filter((it) => it.id !== row.id && isOverNetwork(it) && isRunning(it));
  const parts = partsOf(store, limitNow, [...running, row]);
  for (const it of running) {
    const part = parts.get(it.id);
    const able = isUntold(it) || paces(store, it);
    if (able && part != null && (it.paceBytesPerSecond === null || part < it.paceBytesPerSecond))
      await lower(ctx, it, part);
  }
  const wanted = parts.get(row.id)!;
  const part = await reserve(ctx, row, wanted, limitNow);
  return part === null ? null : { bytesPerSecond: part };
}

const readRows = (db: Pick<ServiceContext['db'], 'modelCopy'>): Promise<Row[]> =>
  db.modelCopy.findMany({ where: { state: { in: [...UNDER_WAY] } } });

async function lower(ctx: ServiceContext, row: Row, part: number): Promise<void> {
  if (!isUntold(row) && !(await tell(ctx, row, part))) return;
  await ctx.db.modelCopy.updateMany({
    where: { id: row.id, attempt: row.attempt, ...(isUntold(row) && { state: 'reading' }) },
    data: { paceBytesPerSecond: part },
  });
  tellChanged(ctx, row.id);
}

async function raise(
  ctx: ServiceContext,
  row: Row,
  part: number | null,
  limit: number | null,
): Promise<void> {
  if (part === null || limit === null)
    await ctx.db.modelCopy.updateMany({
      where: { id: row.id, attempt: row.attempt },
      data: { paceBytesPerSecond: null },
    });
  else if ((await reserve(ctx, row, part, limit)) === null) return;
  if (!isUntold(row) && !(await tell(ctx, row, part))) return;
  tellChanged(ctx, row.id);
}

/** As much of a part as the others leave; null where that is not half of it, and nothing is taken then. */
async function reserve(ctx: ServiceContext, row: Row, part: number, limit: number): Promise<number | null> {
  return withTransaction(ctx, async (tx) => {
    // What is shared out among copies, room or a rate, whichever portal it is.
    await holdLab(tx);
    const others = (await tx.modelCopy.findMany({ where: { state: { in: [...UNDER_WAY] } } })).filter(
      (it) => it.id !== row.id && isOverNetwork(it),
    );
    const taken = others.reduce(
      (sum, it) => sum + (it.paceBytesPerSecond ?? (isRunning(it) ? (it.limitBytesPerSecond ?? 0) : 0)),
      0,
    );
    const free = Math.min(part, limit - taken);
    if (free < 1 || free < part / 2) return null;
    await tx.modelCopy.updateMany({
      where: { id: row.id, attempt: row.attempt },
      data: { paceBytesPerSecond: free },
    });
    return free;
  });
}

/** Whether its agent has taken it; one that does not know the copy yet will be told again. */
async function tell(ctx: ServiceContext, row: Row, bytesPerSecond: number | null): Promise<boolean> {
  try {
    await ctx.agents.send(row.machineId, 'model:pace', {
      copyId: row.id,
      attempt: row.attempt,
      bytesPerSecond: bytesPerSecond ?? row.limitBytesPerSecond,
    });
    return true;
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return false;
  }
}
