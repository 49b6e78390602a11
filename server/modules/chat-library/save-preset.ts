import type * as z from 'zod';
import { onlyChanged } from '@/shared/domain/chat-settings.ts';
import type { SavePresetInput } from '@/shared/schemas/chat-settings.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { mayTouch } from './internal.ts';

const MOST_PRESETS = 50;

/**
 * Keeps a system prompt and settings under a name. Throws CONFLICT when another preset of the same person has it,
 * FORBIDDEN when it is another’s.
 */
export async function savePreset(
  ctx: ServiceContext,
  input: z.output<typeof SavePresetInput>,
): Promise<void> {
  authorize(ctx, 'library:change-own');
  const me = requireUser(ctx);
  const { id, name, shared } = input;
  const fields = {
    name,
    shared,
    systemPrompt: input.systemPrompt.trim(),
    settings: onlyChanged(input.settings),
    updatedAt: ctx.now(),
  };
  await withTransaction(ctx, async (tx) => {
    const was = await tx.chatPreset.findUnique({ where: { id } });
    if (was && !mayTouch(ctx, was)) throw new ServiceError('CONFLICT', 'That id is taken. Save it again.');
    if (was) authorize(ctx, 'library:change-own', was);
    const ownerId = was?.ownerId ?? me.id;
    const same = await tx.chatPreset.findUnique({ where: { ownerId_name: { ownerId, name } } });
    if (same && same.id !== id)
      throw new ServiceError('CONFLICT', `There is a preset ${name} already. Choose another name.`);
    if (!was && (await tx.chatPreset.count({ where: { ownerId } })) >= MOST_PRESETS)
      throw new ServiceError('LIMIT_EXCEEDED', `You have ${MOST_PRESETS} presets already. Delete one first.`);
    if (was) await tx.chatPreset.update({ where: { id }, data: fields });
    else await tx.chatPreset.create({ data: { id, ownerId, ...fields, createdAt: ctx.now() } });
    if (shared !== (was?.shared ?? false))
      await emitAudit(ctx, tx, {
        action: shared ? 'preset.share' : 'preset.unshare',
        objectType: 'preset',
        objectId: id,
        objectName: name,
        before: { shared: !shared },
        after: { shared },
      });
  });
}
