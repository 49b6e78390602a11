import { createHmac } from 'node:crypto';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { Link } from '@/shared/domain/topology.ts';
import type { AgentModel, Machine, MachineFacts } from '@/shared/schemas/machine.ts';
import { inBackground, type ServiceContext } from '../../context.ts';
import { readInventory } from '../inventory/index.ts';
import { gatherHeld, type HeldModel } from '../models/index.ts';

export const UNDER_WAY = ['waiting', 'reading', 'copying'] as const;

/** The lab as its models are copied in it. */
export type StoreMachine = Pick<
  Machine,
  'id' | 'name' | 'simulated' | 'status' | 'connection' | 'diskFreeBytes'
> & { facts: MachineFacts | null; models: readonly AgentModel[] };
export type Store = { machines: StoreMachine[]; links: Link[]; held: HeldModel[] };

/** Which machine has which model, and by which cables they hang together, as it is known now. */
export async function readStore(ctx: ServiceContext): Promise<Store> {
  const { inventory, facts, models, links } = await readInventory(ctx);
  const present = inventory.machines.filter(({ status }) => status !== 'retired');
  const machines = present.map(({ id, name, simulated, status, connection, diskFreeBytes }) => ({
    id,
    name,
    simulated,
    status,
    connection,
    diskFreeBytes,
    facts: facts.get(id) ?? null,
    models: models.get(id) ?? [],
  }));
  return { machines, links, held: gatherHeld(present, models) };
}

export const findHeldModel = (
  { held }: Store,
  { modelId, simulated }: { modelId: string; simulated: boolean },
): HeldModel | null => held.find((it) => it.id === modelId && it.simulated === simulated) ?? null;

/** Whether a machine has a model whole, in this form. */
export const hasWhole = (machine: StoreMachine, modelId: string, fingerprint: string): boolean =>
  machine.models.some((it) => it.id === modelId && it.problem === null && it.fingerprint === fingerprint);

/** The secret of one try, which only its two machines hear. The same in every portal, and kept nowhere. */
export const tokenOf = ({ portal }: ServiceContext, copyId: string, attempt: number): string =>
  createHmac('sha256', portal.nonceKey).update(`model copy ${copyId} ${attempt}`).digest('base64url');

export const tellChanged = ({ bus }: ServiceContext, copyId: string): void =>
  bus.emit('model-copy.changed', { copyId });

const WAITS_MS = [2000, 4000, 8000, 15_000, 30_000, 60_000];
/** So many tries without a byte, and it is given up. */
const MOST_FRUITLESS = 6;
/** How often it is looked whether a disk is back. */
const AWAY_MS = 15_000;

type Try = Pick<
  Prisma.ModelCopyUncheckedCreateInput & { id: string; attempt: number; fruitless: number },
  'id' | 'attempt' | 'fruitless'
> & { doneBytes: bigint; triedFromBytes: bigint };

type Waiting = { id: string; attempt: number; doneBytes: bigint };

/** Claims the next try of a copy that waits, so that of two portals one begins it; null for the other. */
export async function claimTry<Row extends Waiting>(
  ctx: ServiceContext,
  row: Row,
  how: { fromMachineId?: string; address?: string; way?: string },
): Promise<(Row & { triedFromBytes: bigint }) | null> {
  const tried = { ...row, attempt: row.attempt + 1, triedFromBytes: row.doneBytes };
  const { attempt, triedFromBytes } = tried;
  const { count } = await ctx.db.modelCopy.updateMany({
    where: { id: row.id, state: 'waiting', attempt: row.attempt },
    data: { ...how, state: 'reading', attempt, triedFromBytes, lastWordAt: ctx.now(), note: null },
  });
  if (count === 0) return null;
  tellChanged(ctx, row.id);
  return tried;
}

/** As a row keeps it, of what a person wrote. */
export const limitOf = (megabytesPerSecond: number | null): number | null =>
  megabytesPerSecond === null ? null : Math.min(megabytesPerSecond * 1_000_000, 2 ** 31 - 1);

/**
 * Ends one try and plans the next, later each time it brings nothing; after some of those the copy has failed.
 * `isAway`: the disk it comes from is, which may last; such a try counts for none.
 */
export async function planNextTry(
  ctx: ServiceContext,
  row: Try,
  note: string,
  { isAway = false } = {},
): Promise<void> {
  const now = ctx.now();
  const fruitless = row.doneBytes > row.triedFromBytes ? 0 : row.fruitless + (isAway ? 0 : 1);
  const isOver = fruitless >= MOST_FRUITLESS;
  const waitMs = isAway ? AWAY_MS : WAITS_MS[Math.min(fruitless, WAITS_MS.length - 1)]!;
  const dueAt = new Date(now.getTime() + waitMs);
  await ctx.db.modelCopy.updateMany({
    where: { id: row.id, attempt: row.attempt, state: { in: ['reading', 'copying'] } },
    data: {
      state: isOver ? 'failed' : 'waiting',
      fruitless,
      note,
      dueAt,
      bytesPerSecond: null,
      paceBytesPerSecond: null,
      ...(isOver && { endedAt: now }),
    },
  });
  tellChanged(ctx, row.id);
}

/** The giver need not wait for anybody any more; it also ends by itself. */
export function withdraw(
  ctx: ServiceContext,
  { id: copyId, attempt, fromMachineId }: { id: string; attempt: number; fromMachineId: string | null },
): void {
  if (fromMachineId === null) return;
  inBackground(
    ctx,
    'the giver of a copy could not be told that it is over',
    ctx.agents.send(fromMachineId, 'model:withdraw', { copyId, attempt }),
  );
}
