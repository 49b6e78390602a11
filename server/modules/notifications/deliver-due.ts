import { clipText } from '@/shared/domain/clip-text.ts';
import type { ServiceContext } from '../../context.ts';
import { type Limits, type Outcome, type Parcel, readParcel } from './parcel.ts';
import { sendMail } from './send-mail.ts';
import { sendWebhook } from './send-webhook.ts';

const MINUTE_MS = 60_000;
/** How long after each failed attempt comes the next; after the last it is given up. */
const PAUSES_MS = [1, 5, 30, 120, 720].map((minutes) => minutes * MINUTE_MS);
/** Whoever took it and has not said how it went after so long has gone. */
const CLAIM_MS = 2 * MINUTE_MS;
const AT_ONCE = 8;
const LONGEST_ANSWER = 300;

const PATIENCE: Limits = {
  stopping: new AbortController().signal,
  mailMs: 45_000,
  webhookMs: 10_000,
  writers: {},
};

/**
 * Sends what is due, a few at a time. Each is claimed first by counting the attempt and putting it off, so no two
 * portals send one at once; a portal that goes away in the middle leaves it to be sent again, under the same id.
 */
export async function deliverDue(
  ctx: ServiceContext,
  given: Partial<Limits> = {},
): Promise<{ sent: number; failed: number }> {
  const limits = { ...PATIENCE, ...given };
  const done = { sent: 0, failed: 0 };
  const work = async (first: Claim | null): Promise<void> => {
    for (let claim = first; claim; claim = limits.stopping.aborted ? null : await claimNext(ctx))
      done[await deliver(ctx, claim, limits)] += 1;
  };
  const first = await claimNext(ctx);
  if (!first) return done;
  const others = Array.from({ length: AT_ONCE - 1 }, async () => work(await claimNext(ctx)));
  await Promise.all([work(first), ...others]);
  return done;
}

type Claim = { id: string; attempts: number };

async function claimNext(ctx: ServiceContext): Promise<Claim | null> {
  const now = ctx.now();
  const [claim] = await ctx.db.$queryRaw<Claim[]>`
    UPDATE "NotificationDelivery" SET attempts = attempts + 1, "nextAt" = ${new Date(now.getTime() + CLAIM_MS)}
    WHERE id = (
      SELECT id FROM "NotificationDelivery" WHERE state = 'due' AND "nextAt" <= ${now}
      ORDER BY "nextAt", id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id, attempts`;
  return claim ?? null;
}

async function deliver(ctx: ServiceContext, claim: Claim, limits: Limits): Promise<'sent' | 'failed'> {
  const parcel = await readParcel(ctx.db, claim.id);
  // Pruned meanwhile.
  if (!parcel) return 'failed';
  const outcome = await send(ctx, parcel, limits);
  await settle(ctx, claim, outcome);
  return outcome?.isSent ? 'sent' : 'failed';
}

/** Null: this portal stops, and somebody else does it. */
async function send(ctx: ServiceContext, parcel: Parcel, limits: Limits): Promise<Outcome | null> {
  try {
    return await (parcel.channel === 'email' ? sendMail : sendWebhook)(ctx, parcel, limits);
  } catch (error) {
    if (limits.stopping.aborted) return null;
    ctx.logger.error({ err: error, delivery: parcel.id }, 'a notification could not be sent');
    return { isFinal: false, answer: 'The portal could not send it; its log says why.' };
  }
}

async function settle(ctx: ServiceContext, { id, attempts }: Claim, outcome: Outcome | null): Promise<void> {
  const now = ctx.now();
  const pauseMs = PAUSES_MS[attempts - 1];
  const answer = outcome && clipText(outcome.answer, LONGEST_ANSWER);
  const after = !outcome
    ? { attempts: attempts - 1, nextAt: now }
    : outcome.isSent
      ? { state: 'sent', sentAt: now, answer }
      : outcome.isFinal || pauseMs === undefined
        ? { state: 'failed', answer }
        : { answer, nextAt: new Date(now.getTime() + pauseMs) };
  // Only while it is still ours.
  await ctx.db.notificationDelivery.updateMany({ where: { id, attempts, state: 'due' }, data: after });
}
