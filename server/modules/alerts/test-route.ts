import type * as z from 'zod';
import type { AlertTest, SendAlertTestInput } from '@/shared/schemas/alert.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { hostOf, notify, type Word } from '../notifications/index.ts';
import { routeAlert } from './tell-alerts.ts';

const keyOf = (id: string): string => `alert.test ${id}`;

/**
 * A word to whoever asks, by the ways the rule lets out within their own choice, and to the lab's webhooks: the very
 * way an alert goes. How it went is `readAlertTest`.
 */
export async function sendAlertTest(
  ctx: ServiceContext,
  { id, name, byEmail, byWebhook }: z.output<typeof SendAlertTestInput>,
): Promise<void> {
  authorize(ctx, 'alert:manage');
  const { id: personId } = requireUser(ctx);
  const word: Word = {
    personId,
    kind: 'alert.fired',
    title: `Test: ${name}`,
    text: 'Nothing is wrong. You asked how this rule would tell you.',
    link: '/inbox/rules',
    dedupeKey: keyOf(id),
  };
  await withTransaction(ctx, async (tx, afterCommit) => {
    const rule = { byEmail, byWebhook, sendsSimulated: false };
    await notify(ctx, tx, afterCommit, [word], await routeAlert(tx, rule, false, [word]));
  });
}

/** How one's test went by each way. */
export async function readAlertTest(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<z.output<typeof AlertTest>> {
  authorize(ctx, 'alert:manage');
  const told = await ctx.db.notification.findUnique({
    where: { dedupeKey: `${keyOf(id)} ${requireUser(ctx).id}` },
    include: { deliveries: { include: { webhook: true }, orderBy: [{ channel: 'asc' }, { id: 'asc' }] } },
  });
  if (!told) throw new ServiceError('NOT_FOUND', 'There is no such test any more.');
  return {
    isInApp: told.inApp,
    ways: told.deliveries.map((it) => ({
      channel: it.channel === 'email' ? 'email' : 'webhook',
      to: it.webhook ? hostOf(new URL(it.webhook.url)) : null,
      state: it.state as 'due' | 'sent' | 'failed',
      attempts: it.attempts,
      answer: it.answer,
    })),
  };
}
