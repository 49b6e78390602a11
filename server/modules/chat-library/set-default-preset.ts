import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { visibleTo } from './internal.ts';

/** What one's own new chats begin with; null for none. */
export async function setDefaultPreset(ctx: ServiceContext, { id }: { id: string | null }): Promise<void> {
  authorize(ctx, 'library:change-own');
  const me = requireUser(ctx);
  if (id !== null && !(await ctx.db.chatPreset.findFirst({ where: { id, ...visibleTo(me.id) } })))
    throw new ServiceError('NOT_FOUND', 'That preset is gone. Choose another.');
  await ctx.db.user.update({ where: { id: me.id }, data: { defaultPresetId: id } });
}
