import { createHash } from 'node:crypto';
import type { MachineReport } from '@/prisma/generated/client.ts';
import { setNewest } from '@/shared/domain/newest.ts';
import { AgentModel, EngineState, MachineFacts } from '@/shared/schemas/machine.ts';
import { singleton } from '../../singleton.ts';
import { MOST_MACHINES } from './load-inventory.ts';

export type Report = {
  facts: MachineFacts | null;
  models: AgentModel[];
  engine: EngineState | null;
  /** Some of it was written in a shape that is not read any more: the agent is older than this portal. */
  isOutdated: boolean;
};

type Row = Pick<MachineReport, 'facts' | 'models' | 'engine'>;

const NOTHING: Report = { facts: null, models: [], engine: null, isOutdated: false };

/** By what is stored: most reports are read again and again before they differ, and parsing them is what costs. */
const parsed = singleton('parsed-reports', () => new Map<string, Report>());

/** What a machine's agent last said. A part that no longer parses is left out, on this machine alone. */
export function readReport(row: Row | null): Report {
  if (!row) return NOTHING;
  const stored = JSON.stringify([row.facts, row.models, row.engine]);
  const key = createHash('sha1').update(stored).digest('base64');
  const known = parsed.get(key);
  const report = known ?? parseReport(row);
  setNewest(parsed, key, report, MOST_MACHINES);
  return report;
}

function parseReport(row: Row): Report {
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

/** What it said of itself, with the host that it is believed to be: whose ports and cables a machine tells of hangs on that. */
export const believedFacts = (
  { facts }: Report,
  row: Pick<MachineReport, 'hostId'> | null,
): MachineFacts | null => facts && { ...facts, hostId: row?.hostId ?? facts.hostId };
