import type { MachineSight } from '@/shared/domain/failure-causes.ts';
import { formatDuration } from '@/shared/domain/format.ts';
import type { Transaction } from '../../db.ts';

type SeenMachine = {
  id: string;
  name: string;
  quarantinedAt: Date | null;
  quarantineReason: string | null;
  quarantineDetail: string | null;
  agent: { state: string } | null;
};
type Seen = { createdAt: Date; ranks: { machine: SeenMachine }[] };

/** A failure and what is seen of its machines afterwards are one matter within this. */
export const ONE_MATTER_MS = 10 * 60_000;
/** What a group died of was at most so long before it is noticed: over RDMA at once, over TCP after a stall. */
const BEFORE_MS = 3 * 60_000;
/** A machine whose power is gone is lost a little later than the group that waits for it stalls. */
const LOST_AFTER_MS = 60_000;
const MOST = 100;

/** What the lab saw of a session's machines from its start until shortly after it failed, by machine. */
export async function readSights(
  tx: Transaction,
  session: Seen,
  noticedAt: Date,
): Promise<(machineId: string) => MachineSight[]> {
  const machines = new Map(session.ranks.map(({ machine }) => [machine.id, machine]));
  const machineId = { in: [...machines.keys()] };
  const at = (ms: number): Date => new Date(noticedAt.getTime() + ms);
  const during = { gte: session.createdAt, lte: at(ONE_MATTER_MS) };
  const sleeps = await tx.agentEvent.findMany({
    where: { machineId, kind: 'slept', at: during },
    orderBy: { at: 'desc' },
    select: { machineId: true, at: true, detail: true },
    take: MOST,
  });
  const silences = await tx.agentEvent.findMany({
    where: {
      machineId,
      kind: { in: ['lost', 'disconnected'] },
      at: { gte: at(-BEFORE_MS), lte: at(LOST_AFTER_MS) },
    },
    select: { machineId: true },
    take: MOST,
  });
  const cables = await tx.cableChange.findMany({
    where: {
      aMachineId: machineId,
      bMachineId: machineId,
      at: { gte: at(-BEFORE_MS), lte: at(ONE_MATTER_MS) },
    },
    orderBy: { at: 'asc' },
    select: { aMachineId: true, aPort: true, bMachineId: true, bPort: true, before: true },
    take: MOST,
  });
  const nameOf = (id: string): string => machines.get(id)!.name;
  return (id) => {
    const { quarantinedAt, quarantineReason, quarantineDetail, agent } = machines.get(id)!;
    const found: MachineSight[] = sleeps
      .filter((it) => it.machineId === id)
      .map(({ at: heardAt, detail }) => toldSleep(heardAt, detail));
    if (quarantinedAt !== null && quarantinedAt >= during.gte && quarantinedAt <= during.lte)
      found.push({
        kind: quarantineReason === 'gpu_wedged' ? 'hangs' : 'kept_out',
        text: quarantineDetail ?? 'It takes no model until it was restarted.',
      });
    for (const it of cables.filter(
      (one) => one.before !== null && [one.aMachineId, one.bMachineId].includes(id),
    ))
      found.push({
        kind: 'cable_out',
        text: `The cable from ${nameOf(it.aMachineId)} (${it.aPort}) to ${nameOf(it.bMachineId)} (${it.bPort}) went away.`,
      });
    const isSilent = agent?.state === 'suspect' || agent?.state === 'lost';
    if (isSilent || silences.some((it) => it.machineId === id))
      found.push({ kind: 'silent', text: 'Its agent fell silent around that time, the others’ did not.' });
    return found;
  };
}

function toldSleep(heardAt: Date, detail: unknown): MachineSight {
  const { ms, sure } = (detail ?? {}) as { ms?: unknown; sure?: unknown };
  const time = typeof ms === 'number' ? formatDuration(ms) : 'a while';
  const since = typeof ms === 'number' ? { since: new Date(heardAt.getTime() - ms) } : {};
  return sure === true
    ? { kind: 'slept', text: `It slept for ${time}.`, ...since }
    : { kind: 'stood_still', text: `It did not run for ${time}: it slept, or it was frozen.`, ...since };
}
