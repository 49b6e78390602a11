import type { AgentEventDetail } from '@/shared/schemas/agent-event.ts';
import type { Transaction } from '../../db.ts';

/** Writes down what happened to a machine's agent at one moment, in the order given. */
export async function keepEvents(
  tx: Pick<Transaction, 'agentEvent'>,
  machineId: string,
  at: Date,
  events: readonly AgentEventDetail[],
): Promise<void> {
  if (events.length === 0) return;
  await tx.agentEvent.createMany({
    data: events.map(({ kind, ...detail }) => ({ machineId, at, kind, detail })),
  });
}
