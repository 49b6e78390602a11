import type { AgentNote } from '@/shared/schemas/agent-event.ts';
import { clipText } from '@/shared/domain/clip-text.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { announceMachines, lockMachine } from '../inventory/index.ts';
import { type AgentRef, requireCurrent } from './internal.ts';
import { keepEvents } from './keep-events.ts';

/** What an agent noticed while it could perhaps not tell it; never later than now. */
export async function recordNotes(
  ctx: ServiceContext,
  agent: AgentRef,
  notes: readonly AgentNote[],
): Promise<void> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { id } = await lockMachine(tx, agent.machineId);
    await requireCurrent(tx, agent);
    const now = ctx.now();
    for (const { at, ...detail } of notes) await keepEvents(tx, id, at < now ? at : now, [detail]);
    await announceMachines(ctx, tx, afterCommit, [id]);
  });
}

const MOST_WHY = 500;

/** That a machine's agent did what it was told, or refused it and why. */
export const noteCommand = (
  ctx: Pick<ServiceContext, 'db' | 'now'>,
  machineId: string,
  { command, why }: { command: string; why: string | null },
): Promise<void> =>
  keepEvents(ctx.db, machineId, ctx.now(), [
    why === null ? { kind: 'done', command } : { kind: 'refused', command, why: clipText(why, MOST_WHY) },
  ]);
