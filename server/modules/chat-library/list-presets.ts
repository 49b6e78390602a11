import { type ChatPreset, readChatSettings } from '@/shared/schemas/chat-settings.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ownershipOf, visibleTo } from './internal.ts';

/** One's own presets and the lab's, by name. */
export async function listPresets(ctx: ServiceContext, { limit }: { limit: number }): Promise<ChatPreset[]> {
  authorize(ctx, 'lab:read');
  const { id } = requireUser(ctx);
  const [rows, me] = await Promise.all([
    ctx.db.chatPreset.findMany({
      where: visibleTo(id),
      include: { owner: { select: { name: true } } },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: limit,
    }),
    ctx.db.user.findUniqueOrThrow({ where: { id }, select: { defaultPresetId: true } }),
  ]);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    ...ownershipOf(ctx, row),
    isDefault: row.id === me.defaultPresetId,
    systemPrompt: row.systemPrompt,
    settings: readChatSettings(row.settings),
    updatedAt: row.updatedAt,
  }));
}
