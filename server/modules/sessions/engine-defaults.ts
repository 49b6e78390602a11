import { ENGINE_DEFAULTS, readSettings, settingsText } from '@/shared/domain/engine-settings.ts';
import type { EngineSettings } from '@/shared/schemas/engine-settings.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

/** With what the lab's sessions start where nothing else is said. For verbs that have asked for the right. */
export async function readEngineDefaults(ctx: Pick<ServiceContext, 'db'>): Promise<EngineSettings> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { engineSettings: true } });
  return lab ? readSettings(lab.engineSettings) : ENGINE_DEFAULTS;
}

export async function getEngineDefaults(ctx: ServiceContext): Promise<EngineSettings> {
  authorize(ctx, 'lab:read');
  return readEngineDefaults(ctx);
}

/** From the next start on. */
export async function setEngineDefaults(
  ctx: ServiceContext,
  settings: EngineSettings,
): Promise<EngineSettings> {
  authorize(ctx, 'session:set-rules');
  return withTransaction(ctx, async (tx) => {
    const lab = await tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
    await tx.lab.update({ where: { id: 'lab' }, data: { engineSettings: settingsText(settings) } });
    await emitAudit(ctx, tx, {
      action: 'session.set-engine-defaults',
      objectType: 'lab',
      objectId: 'lab',
      objectName: lab.name,
      before: readSettings(lab.engineSettings),
      after: settings,
    });
    return settings;
  });
}
