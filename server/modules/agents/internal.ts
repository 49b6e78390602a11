import type * as z from 'zod';
import type { Prisma } from '@/prisma/generated/client.ts';
import { findMacModel } from '@/shared/data/mac-models.ts';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

export type Hello = z.output<(typeof agentEvents)['agent:hello']['payload']>;
export type Report = z.output<(typeof agentEvents)['agent:facts']['payload']>;

const asJson = (value: object): Prisma.InputJsonValue => value as Prisma.InputJsonValue;

/** Keeps what the agent said as the machine's newest report. */
export async function storeReport(
  tx: Transaction,
  machineId: string,
  { facts, models, engine, protocolVersion }: Report & { protocolVersion?: number },
  now: Date,
): Promise<void> {
  const said = {
    facts: asJson(facts),
    models: asJson(models),
    engine: asJson(engine),
    hostId: facts.hostId,
    reportedAt: now,
    ...(protocolVersion === undefined ? {} : { protocolVersion }),
  };
  await tx.machineReport.upsert({
    where: { machineId },
    create: { machineId, ...said },
    update: said,
    select: { machineId: true },
  });
}

/** Columns of the machine itself that a report fills; what the catalogue doesn't know keeps the id it had. */
export function learnedColumns({ facts }: Report): Prisma.MachineUncheckedUpdateInput {
  const catalogId = catalogIdOf(facts);
  return {
    ...(catalogId === null ? {} : { catalogId }),
    // Never back: what a simulated machine has stored must not turn into measurements.
    ...(facts.simulated ? { simulated: true } : {}),
  };
}

const catalogIdOf = ({ hwModel, chip, memoryBytes, gpuCores }: MachineFacts) =>
  findMacModel(hwModel, chip, memoryBytes, gpuCores).catalogId;

/** Raises the machine's revision in the transaction and says so after it. */
export async function touchMachine(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  machineId: string,
  data: Prisma.MachineUncheckedUpdateInput = {},
): Promise<void> {
  const { revision } = await tx.machine.update({
    where: { id: machineId },
    data: { ...data, revision: { increment: 1 } },
    select: { revision: true },
  });
  afterCommit(() => ctx.bus.emit('machine.changed', { machineId, revision }));
}
