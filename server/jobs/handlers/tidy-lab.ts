import { forgetOldUses } from '../../auth/rate-limit.ts';
import type { ServiceContext } from '../../context.ts';
import { pruneAgentEvents } from '../../modules/agents/index.ts';
import { pruneAlerts } from '../../modules/alerts/index.ts';
import { pruneCableChanges, pruneJoinTokens } from '../../modules/inventory/index.ts';
import { pruneCopies } from '../../modules/model-store/index.ts';
import { pruneAudit } from '../../modules/notices/index.ts';
import { pruneNotifications } from '../../modules/notifications/index.ts';
import { prunePortals } from '../../modules/portals/index.ts';
import { pruneLogs } from '../../modules/sessions/index.ts';

/** What nobody looks at any more. */
export async function handleTidyLab(ctx: ServiceContext): Promise<void> {
  const tokens = await pruneJoinTokens(ctx);
  const cables = await pruneCableChanges(ctx);
  const portals = await prunePortals(ctx);
  const lines = await pruneLogs(ctx);
  const told = await pruneNotifications(ctx);
  const copies = await pruneCopies(ctx);
  const agentEvents = await pruneAgentEvents(ctx);
  const alerts = await pruneAlerts(ctx);
  const audit = await pruneAudit(ctx);
  await forgetOldUses(ctx.db, ctx.now().getTime());
  ctx.logger.info(
    {
      tokens: tokens.deleted,
      cables: cables.deleted,
      portals: portals.deleted,
      lines: lines.deleted,
      told: told.deleted,
      alerts: alerts.deleted,
      audit: audit.deleted,
      copies: copies.deleted,
      agentEvents: agentEvents.deleted,
    },
    'the lab is tidied',
  );
}
