import type { MachineReport } from '@/prisma/generated/client.ts';
import type { CableOwner } from '@/shared/domain/lab-cables.ts';
import type { AgentConnection } from '@/shared/schemas/machine.ts';
import { believedFacts, type Report } from './read-report.ts';

type Row = {
  id: string;
  name: string;
  agent: { state: AgentConnection } | null;
  report: Pick<MachineReport, 'hostId'> | null;
};

/** A machine as its cables go by it: whether its agent's word is of now, and what it said last. */
export function cableOwner({ id, name, agent, report }: Row, said: Report): CableOwner {
  return {
    machineId: id,
    name,
    answers: agent?.state === 'online' || agent?.state === 'suspect',
    facts: believedFacts(said, report),
  };
}
