import type { ServiceContext } from '../../context.ts';
import { purgeFiles } from '../../modules/batches/index.ts';
import { applyRetention } from '../../modules/chat/index.ts';
import { forgetOldComparisons } from '../../modules/comparisons/index.ts';

export async function handleApplyChatRetention(ctx: ServiceContext): Promise<void> {
  const { deleted: comparisons } = await forgetOldComparisons(ctx);
  const { deleted } = await applyRetention(ctx);
  if (deleted + comparisons > 0)
    ctx.logger.info({ deleted, comparisons }, 'chats are removed that the lab no longer keeps');
  const { purged } = await purgeFiles(ctx);
  if (purged > 0) ctx.logger.info({ purged }, 'files of batches are removed whose time is over');
}
