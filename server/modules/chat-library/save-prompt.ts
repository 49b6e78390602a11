import type * as z from 'zod';
import type { SavePromptInput } from '@/shared/schemas/chat-prompts.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { mayTouch } from './internal.ts';

const MOST_PROMPTS = 200;
const MOST_VERSIONS = 200;

type Input = z.output<typeof SavePromptInput>;
type Prompt = { id: string; ownerId: string; shared: boolean; version: number };

/**
 * Keeps a prompt; another text of it is its next version. Throws CONFLICT when somebody has changed it since, or when
 * another prompt of its owner has the name.
 */
export async function savePrompt(ctx: ServiceContext, input: Input): Promise<{ version: number }> {
  authorize(ctx, 'library:change-own');
  const me = requireUser(ctx);
  const { id, name, description, shared, text } = input;
  return withTransaction(ctx, async (tx) => {
    const [was] = await tx.$queryRaw<Prompt[]>`
      SELECT id, "ownerId", shared, version FROM "ChatPrompt" WHERE id = ${id} FOR UPDATE`;
    refuseStale(ctx, was, input);
    await refuseTaken(tx, was?.ownerId ?? me.id, input, !was);
    const newest =
      was && (await tx.chatPromptVersion.findFirst({ where: { promptId: id, version: was.version } }));
    const isNewText = newest?.text !== text;
    const version = (was?.version ?? 0) + (isNewText ? 1 : 0);
    if (version > MOST_VERSIONS)
      throw new ServiceError(
        'LIMIT_EXCEEDED',
        `A prompt has ${MOST_VERSIONS} versions at most. Save it as a new one.`,
      );
    const now = ctx.now();
    const fields = { name, description, shared, version, updatedAt: now };
    if (was) await tx.chatPrompt.update({ where: { id }, data: fields });
    else await tx.chatPrompt.create({ data: { id, ownerId: me.id, createdAt: now, ...fields } });
    if (isNewText)
      await tx.chatPromptVersion.create({
        data: { promptId: id, version, text, authorId: me.id, createdAt: now },
      });
    if (shared !== (was?.shared ?? false))
      await emitAudit(ctx, tx, {
        action: shared ? 'prompt.share' : 'prompt.unshare',
        objectType: 'prompt',
        objectId: id,
        objectName: name,
        before: { shared: !shared },
        after: { shared },
      });
    return { version };
  });
}

function refuseStale(ctx: ServiceContext, was: Prompt | undefined, { basedOn }: Input): void {
  if (was && !mayTouch(ctx, was)) throw new ServiceError('CONFLICT', 'That id is taken. Save it again.');
  if (was) authorize(ctx, 'library:change-own', was);
  if (!was && basedOn !== null)
    throw new ServiceError('NOT_FOUND', 'That prompt is gone. Save it as a new one.');
  if (was && was.version !== basedOn)
    throw new ServiceError(
      'CONFLICT',
      `Somebody has saved version ${was.version} meanwhile. Copy your text, look at theirs, and save again.`,
    );
}

async function refuseTaken(
  tx: Transaction,
  ownerId: string,
  { id, name }: Input,
  isNew: boolean,
): Promise<void> {
  const same = await tx.chatPrompt.findUnique({ where: { ownerId_name: { ownerId, name } } });
  if (same && same.id !== id)
    throw new ServiceError('CONFLICT', `There is a prompt /${name} already. Choose another name.`);
  if (isNew && (await tx.chatPrompt.count({ where: { ownerId } })) >= MOST_PROMPTS)
    throw new ServiceError('LIMIT_EXCEEDED', `You have ${MOST_PROMPTS} prompts already. Delete one first.`);
}
