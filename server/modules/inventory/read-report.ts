import type { MachineReport } from '@/prisma/generated/client.ts';
import { AgentModel, EngineState, MachineFacts } from '@/shared/schemas/machine.ts';

export type Report = {
  facts: MachineFacts | null;
  models: AgentModel[];
  engine: EngineState | null;
  /** Some of it was written in a shape that is not read any more: the agent is older than this portal. */
  isOutdated: boolean;
};

type Row = Pick<MachineReport, 'facts' | 'models' | 'engine'>;

/** What a machine's agent last said. A part that no longer parses is left out, on this machine alone. */
export function readReport(row: Row | null): Report {
  if (!row) return { facts: null, models: [], engine: null, isOutdated: false };
  const facts = MachineFacts.safeParse(row.facts);
  const engine = EngineState.safeParse(row.engine);
  const stored: unknown[] = Array.isArray(row.models) ? row.models : [null];
  const models = stored.map((it) => AgentModel.safeParse(it));
  return {
    facts: facts.data ?? null,
    models: models.flatMap((it) => it.data ?? []),
    engine: engine.data ?? null,
    isOutdated: !facts.success || !engine.success || models.some((it) => !it.success),
  };
}

/** Its facts, with the host that it is believed to be: whose ports and cables a machine tells of hangs on that. */
export function believedFacts(row: (Row & Pick<MachineReport, 'hostId'>) | null): MachineFacts | null {
  const { facts } = readReport(row);
  return facts && { ...facts, hostId: row?.hostId ?? facts.hostId };
}
