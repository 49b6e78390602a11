import type { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from '../../server/db.ts';
import { agentModel, makeMachine } from '../../server/testing/factories.ts';
import { cabledMacs } from '../../shared/testing/cabled-macs.ts';
import { macCables, macNames, MESH } from './mac-meshes.ts';

/** With four ports at least, for all of a mesh. */
const KINDS = ['studio-m3ultra', 'studio-m4max', 'studio-m5max', 'studio-m5ultra'];
const MODELS_EACH = 20;
/** No sweep calls an agent silent before that: nobody speaks for it here. */
const AHEAD_MS = 86_400_000;

/** A lab of so many Macs whose agents are there, in meshes of four, each with a reading and a few models. */
export async function fillLab(db: Database, count: number): Promise<{ ids: string[]; links: number }> {
  const names = macNames(count);
  const specs = names.map((name, index) => ({
    name,
    catalogId: KINDS[Math.floor(index / MESH) % KINDS.length]!,
  }));
  const { machines, links } = cabledMacs(specs, macCables(names));
  const models = Array.from({ length: MODELS_EACH }, (_, index) =>
    agentModel({ id: `model-${index}`, title: `Model ${index}` }),
  );
  const seenAt = new Date(Date.now() + AHEAD_MS);
  const ids: string[] = [];
  for (const [index, { name, facts, engine }] of machines.entries()) {
    const reading = {
      // Never stale: as a lab is whose agents speak.
      at: seenAt.toISOString(),
      powerWatts: 40 + index,
      powerSource: 'macmon',
      cpuRatio: 0.2,
      gpuRatio: 0.4,
      memoryUsedBytes: 100e9,
      memoryTotalBytes: facts?.memoryBytes ?? null,
      temperatureCelsius: 54,
      energyJoules: null,
      coveredMs: null,
    } satisfies Prisma.InputJsonObject;
    const agent = { lastSeenAt: seenAt, reading };
    const made = await makeMachine(db, { name, facts, models, agent, ...(engine && { engine }) });
    ids.push(made.id);
  }
  return { ids, links: links.length };
}
