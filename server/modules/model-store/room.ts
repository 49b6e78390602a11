import { formatDay, formatGigabytes } from '@/shared/domain/format.ts';
import { chooseRemovals, lackingBytes, type OnDisk } from '@/shared/domain/make-room.ts';
import { spaceFor } from '@/shared/domain/model-files.ts';
import { quotaOf } from '@/shared/domain/model-quota.ts';
import { PRESENT_STATES } from '@/shared/domain/session-states.ts';
import type { Removal } from '@/shared/schemas/model-store.ts';
import type { ServiceContext } from '../../context.ts';
import { readKeeping } from '../models/index.ts';
import { type Store, type StoreMachine, UNDER_WAY } from './internal.ts';
import { readRules } from './rules.ts';

/** A removal counts before its agent has told that the model is gone. */
const REMOVED_LATELY_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

export type RoomFor = { bytes: number; doneBytes?: number; copyId?: string };
/** `refusal`: why there is no room, in words; null where there is, once `removals` are gone. */
export type Room = { removals: (OnDisk & Removal)[]; refusal: string | null };
type Db = Pick<
  ServiceContext['db'],
  'modelPin' | '$queryRaw' | 'session' | 'booking' | 'modelCopy' | 'modelRemoval' | 'machine' | 'lab'
>;

/**
 * Tells of a machine whether a model of so many bytes has room there, by its disk, by its quota and with all else that
 * is on its way there; and by the lab's rule, what would go first.
 */
export async function openRoom(
  ctx: Pick<ServiceContext, 'now'> & { db: Db },
  store: Store,
): Promise<(machine: StoreMachine, wanted: RoomFor) => Room> {
  const now = ctx.now();
  const rules = await readRules({ db: ctx.db as ServiceContext['db'], now: ctx.now });
  const [keeping, coming, came, removed, quotas] = [
    await readKeeping(ctx.db),
    await ctx.db.modelCopy.findMany({
      where: { state: { in: [...UNDER_WAY] } },
      select: {
        id: true,
        machineId: true,

        modelId: true,
        doneBytes: true,
        totalBytes: true,
      },
    }),
    await ctx.db.modelCopy.findMany({
      where: { state: 'done' },
      select: { machineId: true, modelId: true, endedAt: true },
    }),
    await ctx.db.modelRemoval.findMany({
      where: { at: { gt: new Date(now.getTime() - REMOVED_LATELY_MS) } },
      select: { machineId: true, modelId: true },
    }),
    await ctx.db.machine.findMany({
      where: { modelQuotaGigabytes: { not: null } },
      select: { id: true, modelQuotaGigabytes: true },
    }),
  ];
  const inUse = await readInUse(ctx.db, now, rules.neededDays);
  const isGone = (machineId: string, modelId: string): boolean =>
    removed.some((it) => it.machineId === machineId && it.modelId === modelId);
  const onDisk = (machine: StoreMachine) =>
    machine.models
      .filter(({ id }) => !isGone(machine.id, id))
      .map((it): OnDisk & Removal => {
        const lastUsedAt = keeping.lastUsedAt(machine.id, it.id);
        const cameAt = came
          .filter((one) => one.machineId === machine.id && one.modelId === it.id)
          .reduce((last, { endedAt }) => Math.max(last, endedAt?.getTime() ?? 0), 0);
        const usedAt = Math.max(lastUsedAt?.getTime() ?? 0, cameAt);
        return {
          id: it.id,
          modelId: it.id,
          title: it.title,
          bytes: it.weightsBytes,
          lastUsedAt,
          usedAt: usedAt === 0 ? null : new Date(usedAt),
          own: it.removable === true,
          pinned: keeping.isPinned(machine.id, it.id),
          running:
            inUse.running.has(`${machine.id} ${it.id}`) ||
            // From here it goes on to others, or may yet.
            coming.some((one) => one.modelId === it.id && one.machineId !== machine.id),
          needed: inUse.needed.has(`${machine.id} ${it.id}`),
          others: store.machines.filter(
            (other) =>
              other.id !== machine.id &&
              other.simulated === machine.simulated &&
              !isGone(other.id, it.id) &&
              other.models.some((one) => one.id === it.id && one.problem === null),
          ).length,
        };
      });
  return (machine, { bytes, doneBytes = 0, copyId }) => {
    const models = onDisk(machine);
    const quota = quotaOf(
      machine.facts?.modelQuotaBytes ?? null,
      quotas.find(({ id }) => id === machine.id)?.modelQuotaGigabytes ?? null,
    );
    const room = {
      bytes,
      missingBytes: Math.max(0, bytes - doneBytes),
      comingBytes: coming
        .filter((it) => it.machineId === machine.id && it.id !== copyId)
        .reduce((sum, it) => sum + Math.max(0, Number(it.totalBytes - it.doneBytes)), 0),
      freeBytes: machine.diskFreeBytes,
      ownBytes: models.filter(({ own }) => own).reduce((sum, it) => sum + it.bytes, 0),
      quotaBytes: quota.bytes,
    };
    const lacking = lackingBytes(room);
    if (lacking === 0) return { removals: [], refusal: null };
    const chosen = rules.makeRoom ? chooseRemovals(models, lacking, rules) : null;
    if (chosen !== null) return { removals: chosen, refusal: null };
    const byDisk = lackingBytes({ ...room, quotaBytes: null });
    const also = room.comingBytes > 0 ? `, ${formatGigabytes(room.comingBytes)} more are on their way` : '';
    const why =
      byDisk > 0
        ? `${formatGigabytes(room.missingBytes)} would come and ${formatGigabytes(room.freeBytes ?? 0)} are free${also}; ${formatGigabytes(spaceFor(0))} stay free.`
        : `${formatGigabytes(bytes)} would come${also}, and its quota is ${formatGigabytes(quota.bytes ?? 0)}, of which ${formatGigabytes(room.ownBytes)} are taken.`;
    return { removals: [], refusal: `${why}${wouldHelp(models, lacking, rules, now)}` };
  };
}

/** What a person could remove, where no rule does it. */
function wouldHelp(
  models: readonly (OnDisk & Removal)[],
  lacking: number,
  { makeRoom, timeZone }: { makeRoom: boolean; timeZone: string },
  now: Date,
): string {
  if (makeRoom) return ' What else lies there is pinned, in use, needed, people’s own or the lab’s only one.';
  const [found] = models
    .filter(({ own, pinned, bytes }) => own && !pinned && bytes >= lacking)
    .toSorted((a, b) => (a.usedAt?.getTime() ?? 0) - (b.usedAt?.getTime() ?? 0));
  if (!found) return '';
  const used = found.lastUsedAt
    ? `last used ${formatDay(found.lastUsedAt, timeZone, now)}`
    : 'never used there';
  return ` Removing ${found.title} there frees ${formatGigabytes(found.bytes)}, ${used}.`;
}

async function readInUse(db: Db, now: Date, neededDays: number) {
  const sessions = await db.session.findMany({
    where: { state: { in: [...PRESENT_STATES] } },
    select: { modelId: true, ranks: { select: { machineId: true } } },
  });
  const bookings = await db.booking.findMany({
    where: {
      status: 'confirmed',
      startModelId: { not: null },
      startsAt: { lte: new Date(now.getTime() + neededDays * DAY_MS) },
      endsAt: { gt: now },
    },
    select: { startModelId: true, blocks: { where: { holds: true }, select: { machineId: true } } },
  });
  return {
    running: new Set(sessions.flatMap((it) => it.ranks.map(({ machineId }) => `${machineId} ${it.modelId}`))),
    needed: new Set(
      bookings.flatMap((it) => it.blocks.map(({ machineId }) => `${machineId} ${it.startModelId}`)),
    ),
  };
}
