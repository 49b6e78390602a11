import type * as z from 'zod';
import type { Prisma } from '@/prisma/generated/client.ts';
import { findMacModel } from '@/shared/data/mac-models.ts';
import { isCableChange, isShownChange } from '@/shared/domain/shown-report.ts';
import { type agentEvents, PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import { ServiceError } from '../../errors.ts';
import { announceMachines, type LockedMachine, readReport } from '../inventory/index.ts';
import { believeHost } from './believe-host.ts';
import { knownBefore, noteChanges } from './note-changes.ts';

export type Hello = z.output<(typeof agentEvents)['agent:hello']['payload']>;
export type Report = z.output<(typeof agentEvents)['agent:facts']['payload']>;

/** One identity of a machine. Another may take its place, so what it says is taken by its own id. */
export type AgentRef = { machineId: string; agentId: string };

export const revoked = () =>
  new ServiceError('FORBIDDEN', 'This agent was revoked. Join the machine again with a new token.');

/** Who revokes an agent or joins another locks the machine, as the caller has: this stays true until the commit. */
export async function requireCurrent(tx: Transaction, { agentId }: AgentRef): Promise<void> {
  const agent = await tx.agent.findUnique({ where: { id: agentId }, select: { state: true } });
  if (!agent || agent.state === 'revoked') throw revoked();
}

const asJson = (value: object): Prisma.InputJsonValue => value as Prisma.InputJsonValue;

/**
 * Keeps what the agent said as the machine's newest report, and what it tells about the machine itself. The
 * machine's row is locked by the caller; its revision stays, for that counts people's changes.
 *
 * @returns whether anything changed that people see.
 */
export async function storeReport(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  machine: LockedMachine,
  report: Report & { protocolVersion?: number },
): Promise<boolean> {
  const now = ctx.now();
  const { facts, models, engine, protocolVersion } = report;
  const row = await tx.machineReport.findUnique({ where: { machineId: machine.id } });
  const before = readReport(row);
  const host = await believeHost(tx, machine, facts, row?.hostId ?? null);
  const { known, isHardwareNew, isNews } = await noteChanges(tx, machine, facts, {
    before: knownBefore(row?.known, before.facts),
    now,
  });
  const learned = {
    catalogId: isHardwareNew ? machine.catalogId : learnCatalogId(machine, before.facts, facts),
    // Never back: what a simulated machine has stored must not turn into measurements.
    simulated: machine.simulated || facts.simulated,
  };
  const hasLearned = learned.catalogId !== machine.catalogId || learned.simulated !== machine.simulated;
  if (hasLearned) await tx.machine.update({ where: { id: machine.id }, data: learned, select: { id: true } });
  const said = {
    facts: asJson(facts),
    models: asJson(models),
    engine: asJson(engine),
    known: asJson(known),
    hostId: host.hostId,
    reportedAt: now,
    ...(protocolVersion === undefined ? {} : { protocolVersion }),
  };
  await tx.machineReport.upsert({
    where: { machineId: machine.id },
    create: { machineId: machine.id, protocolVersion: PROTOCOL_VERSION, ...said },
    update: said,
    select: { machineId: true },
  });
  if (host.isNews || isCableChange(before, report))
    afterCommit(() => ctx.bus.emit('cables.told', { machineId: machine.id }));
  return hasLearned || isNews || host.isNews || before.isOutdated || isShownChange(before, report);
}

/** The model as the catalogue knows it, unless people have entered another, or the catalogue doesn't know it. */
function learnCatalogId(
  machine: LockedMachine,
  before: MachineFacts | null,
  facts: MachineFacts,
): string | null {
  const idOf = (it: MachineFacts) => findMacModel(it.hwModel, it.chip, it.memoryBytes, it.gpuCores).catalogId;
  const wasLearned = machine.catalogId === null || (before !== null && idOf(before) === machine.catalogId);
  return wasLearned ? (idOf(facts) ?? machine.catalogId) : machine.catalogId;
}

/** Says on the machine's page, once, what somebody has to do about it. */
export async function noteAttention(ctx: ServiceContext, machineId: string, note: string): Promise<void> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { count } = await tx.machine.updateMany({
      where: { id: machineId, OR: [{ needsAttention: null }, { needsAttention: { not: note } }] },
      data: { needsAttention: note },
    });
    if (count > 0) await announceMachines(ctx, tx, afterCommit, [machineId]);
  });
}
