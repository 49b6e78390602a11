import type * as z from 'zod';
import type { AddedWebhook, AddWebhookInput, Webhook, Whose } from '@/shared/schemas/notification.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { checkUrl, hostOf } from './outside-address.ts';
import { makeSecret, sealSecret } from './webhook-secret.ts';

const MOST = 5;

/** Whose webhooks are meant: one's own, or the lab's for who keeps them. */
export function ownerOf(ctx: ServiceContext, whose: Whose): string | null {
  const { id } = requireUser(ctx);
  if (whose === 'mine') return id;
  authorize(ctx, 'webhook:manage-lab');
  return null;
}

export async function listWebhooks(
  ctx: ServiceContext,
  input: { whose: Whose; limit: number },
): Promise<z.output<typeof Webhook>[]> {
  const personId = ownerOf(ctx, input.whose);
  return ctx.db.webhook.findMany({
    where: { personId, disabledAt: null },
    select: { id: true, url: true, createdAt: true },
    orderBy: { createdAt: 'asc' },
    take: input.limit,
  });
}

/** Its secret is told here and never again. */
export async function addWebhook(
  ctx: ServiceContext,
  input: z.output<typeof AddWebhookInput>,
): Promise<z.output<typeof AddedWebhook>> {
  const personId = ownerOf(ctx, input.whose);
  const url = checkUrl(input.url);
  const secret = makeSecret();
  return withTransaction(ctx, async (tx) => {
    await requireRoom(tx, personId);
    const { id } = await tx.webhook.create({
      data: { personId, url: url.href, sealedSecret: sealSecret(ctx, secret), createdAt: ctx.now() },
      select: { id: true },
    });
    await audit(ctx, tx, 'webhook.add', { id, url: url.href, personId });
    return { id, secret };
  });
}

/** Takes it away, or brings it back as it was. */
export async function setWebhook(ctx: ServiceContext, input: { id: string; active: boolean }): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const hook = await readOwn(ctx, tx, input.id);
    if ((hook.disabledAt === null) === input.active) return;
    if (input.active) await requireRoom(tx, hook.personId);
    await tx.webhook.update({
      where: { id: hook.id },
      data: { disabledAt: input.active ? null : ctx.now() },
      select: { id: true },
    });
    await audit(ctx, tx, input.active ? 'webhook.add' : 'webhook.remove', hook);
  });
}

/** Sends a word of no consequence the way all others go. */
export async function testWebhook(
  ctx: ServiceContext,
  input: { id: string },
): Promise<{ deliveryId: string }> {
  return withTransaction(ctx, async (tx) => {
    const { id: personId, name } = requireUser(ctx);
    const hook = await readOwn(ctx, tx, input.id);
    const now = ctx.now();
    const { id } = await tx.notificationDelivery.create({
      data: {
        channel: 'webhook',
        webhook: { connect: { id: hook.id } },
        nextAt: now,
        createdAt: now,
        notification: {
          create: {
            personId,
            kind: 'webhook.test',
            title: 'A test of this webhook',
            text: `${name} asked for it.`,
            link: null,
            dedupeKey: `webhook.test ${hook.id} ${ctx.requestId}`,
            inApp: false,
            createdAt: now,
          },
        },
      },
      select: { id: true },
    });
    return { deliveryId: id };
  });
}

type Hook = { id: string; url: string; personId: string | null };

async function readOwn(ctx: ServiceContext, tx: Transaction, id: string) {
  const { id: personId } = requireUser(ctx);
  const hook = await tx.webhook.findUnique({ where: { id } });
  if (hook?.personId === null) authorize(ctx, 'webhook:manage-lab');
  else if (hook?.personId !== personId)
    throw new ServiceError('NOT_FOUND', 'There is no such webhook of yours.');
  return hook;
}

async function requireRoom(tx: Transaction, personId: string | null): Promise<void> {
  if ((await tx.webhook.count({ where: { personId, disabledAt: null } })) >= MOST)
    throw new ServiceError('LIMIT_EXCEEDED', `There are ${MOST} webhooks at most. Take one away first.`);
}

// The path of such an address is often all that protects it.
const audit = (ctx: ServiceContext, tx: Transaction, action: string, { id, url, personId }: Hook) =>
  emitAudit(ctx, tx, {
    action,
    objectType: 'webhook',
    objectId: id,
    objectName: hostOf(new URL(url)),
    after: { of: personId === null ? 'the lab' : 'themself' },
  });
