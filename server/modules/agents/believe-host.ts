import { canBeSameHost } from '@/shared/domain/same-host.ts';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import type { Transaction } from '../../db.ts';
import { type LockedMachine, readReport } from '../inventory/index.ts';

const DOUBT = 'Its agent says that it is the same computer as ';
const doubtOf = (other: string): string =>
  `${DOUBT}${other}, but its name, hardware or address is another one’s, so its power is counted on its own. If it is one computer, retire the machine that is not used any more; if it was set up from a copy of a disk, give it a machine id of its own.`;

/**
 * The host whose meter a machine is taken to read. It has what its agent says when it had that already, or when nobody
 * else has; what another machine has only if both can be on one computer, and otherwise a host of its own, which takes
 * nobody's power out of a sum. Says on the machine's page what is doubted. The machine's row is locked by the caller.
 */
export async function believeHost(
  tx: Transaction,
  machine: LockedMachine,
  facts: MachineFacts,
  before: string | null,
): Promise<{ hostId: string; isNews: boolean }> {
  const doubted = before === facts.hostId ? null : await findDoubted(tx, machine, facts);
  const note = doubted === null ? null : doubtOf(doubted);
  const { count } = await tx.machine.updateMany({
    where: {
      id: machine.id,
      // Other notes say what somebody has to do first.
      OR: [
        { needsAttention: { startsWith: DOUBT, ...(note !== null && { not: note }) } },
        ...(note === null ? [] : [{ needsAttention: null }]),
      ],
    },
    data: { needsAttention: note },
  });
  return { hostId: doubted === null ? facts.hostId : `machine ${machine.id}`, isNews: count > 0 };
}

/** Simulated machines share no meter, however their hosts are called. */
async function findDoubted(
  tx: Transaction,
  machine: LockedMachine,
  facts: MachineFacts,
): Promise<string | null> {
  if (machine.simulated || facts.simulated) return null;
  const own = await tx.agent.findUnique({ where: { machineId: machine.id }, select: { address: true } });
  const others = await tx.machine.findMany({
    where: {
      id: { not: machine.id },
      simulated: false,
      status: { not: 'retired' },
      report: { hostId: facts.hostId },
      agent: { state: { not: 'revoked' } },
    },
    select: { name: true, report: true, agent: { select: { state: true, address: true } } },
    orderBy: { key: 'asc' },
  });
  const here = { facts, address: own?.address ?? null };
  const other = others.find(({ report, agent }) => {
    const isConnected = agent?.state === 'online' || agent?.state === 'suspect';
    return !canBeSameHost(here, {
      facts: readReport(report).facts,
      address: isConnected ? agent.address : null,
    });
  });
  return other?.name ?? null;
}
