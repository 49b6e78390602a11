import type { AgentModel } from '@/shared/schemas/machine.ts';
import { authorize, requireKey, type ServiceContext } from '../../context.ts';
import { readReport } from '../inventory/index.ts';
import { readUsableSessions } from './usable-sessions.ts';

/** What their machines tell of the models that the key may ask now, by the models’ ids. */
export async function readModelFiles(ctx: ServiceContext): Promise<Map<string, AgentModel>> {
  authorize(ctx, 'api:ask');
  const sessions = await readUsableSessions(ctx, requireKey(ctx));
  const machineIds = [...new Set(sessions.map((it) => it.machineId))];
  const reports = await ctx.db.machineReport.findMany({ where: { machineId: { in: machineIds } } });
  const models = new Map(reports.map((it) => [it.machineId, readReport(it).models]));
  const files = sessions.flatMap(({ machineId, modelId }) => {
    const model = models.get(machineId)?.find((it) => it.id === modelId);
    return model ? [[modelId, model] as const] : [];
  });
  return new Map(files);
}
