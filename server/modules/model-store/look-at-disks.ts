import { randomUUID } from 'node:crypto';
import { type DiskLooked, type DiskLookView, FoundOnDisk } from '@/shared/schemas/model-store.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { readStore, type StoreMachine, tellChanged } from './internal.ts';
import { openRoom } from './room.ts';

/** A look takes 20 s at most; so long without a word, and it is said that none comes. */
const SILENT_MS = 60_000;

export const refusalOfDisks = ({ connection, facts }: StoreMachine): string | null => {
  if (connection !== 'online') return 'No word from its agent now.';
  return facts?.importsModels ? null : 'Its agent can’t look at its disks yet. Update it.';
};

/** Which machines could bring a model from a disk that is attached to them. */
export async function listDiskMachines(ctx: ServiceContext, { limit }: { limit: number }) {
  authorize(ctx, 'model:copy');
  const { machines } = await readStore(ctx);
  return {
    machines: machines.slice(0, limit).map((it) => ({
      id: it.id,
      name: it.name,
      simulated: it.simulated,
      refusal: refusalOfDisks(it),
    })),
  };
}

/** Has a machine look through the disks attached to it; what it finds is kept until it looks again. */
export async function lookAtDisks(ctx: ServiceContext, { machineId }: { machineId: string }): Promise<void> {
  authorize(ctx, 'model:copy');
  const machine = await needMachine(ctx, machineId);
  const refusal = refusalOfDisks(machine);
  if (refusal !== null) throw new ServiceError('PRECONDITION_FAILED', `${machine.name}: ${refusal}`);
  const asked = {
    lookId: randomUUID(),
    askedAt: ctx.now(),
    answeredAt: null,
    found: [],
    places: [],
    note: null,
  };
  await ctx.db.diskLook.upsert({ where: { machineId }, create: { machineId, ...asked }, update: asked });
  const { lookId } = asked;
  try {
    await ctx.agents.send(machineId, 'model:look', { lookId });
  } catch (error) {
    // Its own policy may not let it; nobody waits for an answer then.
    if (isServiceError(error))
      await ctx.db.diskLook.updateMany({
        where: { machineId, lookId },
        data: { answeredAt: ctx.now(), note: error.message },
      });
    throw error;
  }
  tellChanged(ctx, machineId);
}

async function needMachine(ctx: ServiceContext, machineId: string): Promise<StoreMachine> {
  const machine = (await readStore(ctx)).machines.find(({ id }) => id === machineId);
  if (!machine) throw new ServiceError('NOT_FOUND', 'There is no such machine.');
  return machine;
}

/** What a machine told of its disks; an answer to an earlier question counts for nothing. */
export async function recordLooked(
  ctx: ServiceContext,
  machineId: string,
  { lookId, found, places, note }: DiskLooked,
): Promise<void> {
  const { count } = await ctx.db.diskLook.updateMany({
    where: { machineId, lookId, answeredAt: null },
    data: { answeredAt: ctx.now(), found, places, note },
  });
  if (count === 0) throw new ServiceError('CONFLICT', 'That was not asked, or it was asked again since.');
  tellChanged(ctx, machineId);
}

/** What lies on a machine's disks, as it told last, and whether each could come now. */
export async function getDiskLook(
  ctx: ServiceContext,
  { machineId }: { machineId: string },
): Promise<DiskLookView> {
  authorize(ctx, 'model:copy');
  const look = await ctx.db.diskLook.findUnique({ where: { machineId } });
  if (!look) return { state: 'none', answeredAt: null, places: [], note: null, found: [] };
  const { answeredAt, places, note } = look;
  const isSilent = ctx.now().getTime() - look.askedAt.getTime() > SILENT_MS;
  if (answeredAt === null)
    return { state: isSilent ? 'silent' : 'looking', answeredAt, places, note, found: [] };
  const store = await readStore(ctx);
  const machine = store.machines.find(({ id }) => id === machineId);
  const roomFor = await openRoom(ctx, store);
  return {
    state: 'looked',
    answeredAt,
    places,
    note,
    found: foundOf(look.found).map((it) => {
      if (!machine || it.problem !== null) return { ...it, refusal: it.problem, removes: [] };
      const own = machine.models.find((one) => one.id === it.modelId);
      if (own?.problem === null && own.fingerprint === it.fingerprint)
        return { ...it, refusal: 'It is there already.', removes: [] };
      const { refusal, removals } = roomFor(machine, { bytes: it.bytes });
      return { ...it, refusal, removes: removals };
    }),
  };
}

/** As kept; what an older portal kept otherwise is left out. */
const foundOf = (kept: unknown): FoundOnDisk[] =>
  (Array.isArray(kept) ? kept : []).flatMap((it) => FoundOnDisk.safeParse(it).data ?? []);

/** A model that a machine found when it looked last. Throws NOT_FOUND. */
export async function needFound(ctx: ServiceContext, machineId: string, key: string): Promise<FoundOnDisk> {
  const look = await ctx.db.diskLook.findUnique({ where: { machineId } });
  const found = foundOf(look?.found).find((it) => it.key === key);
  if (!found) throw new ServiceError('NOT_FOUND', 'That is not on its disks as it looked last. Look again.');
  return found;
}
