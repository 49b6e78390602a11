import type { NotificationKind } from '@/shared/schemas/notification.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

const PARCEL = {
  id: true,
  channel: true,
  attempts: true,
  notification: { include: { person: { select: { name: true, email: true } } } },
  webhook: true,
} as const;

/** One thing on its way out, with all that is sent. */
export type Parcel = NonNullable<Awaited<ReturnType<typeof readParcel>>>;

export const readParcel = (tx: Pick<Transaction, 'notificationDelivery'>, id: string) =>
  tx.notificationDelivery.findUnique({ where: { id }, select: PARCEL });

/** How long the other side is waited for, and what ends all of it: this portal stops. */
export type Limits = { stopping: AbortSignal; mailMs: number; webhookMs: number; writers: MailWriters };

/** What a mail says beyond its notification, as it stands when it is sent; or why its person gets none. */
export type MailBody =
  | { text: string; attachments: { filename: string; content: string; contentType: string }[] }
  | { refusal: string };
/** Who writes the mails of a kind. Their concerns rest on this one, so they are handed in. */
export type MailWriters = Partial<
  Record<
    NotificationKind,
    (ctx: ServiceContext, told: Parcel['notification'], signal: AbortSignal) => Promise<MailBody>
  >
>;

/** The work, unless it takes longer or the portal stops. */
export function withinLimits<T>(work: Promise<T>, ms: number, stopping: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(ms);
  const signal = AbortSignal.any([timeout, stopping]);
  return new Promise((resolve, reject) => {
    const abort = (): void =>
      reject(timeout.aborted ? new Error(`no answer in ${ms / 1000} s`) : (signal.reason as Error));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** `isFinal`: trying again would not help. */
export type Outcome = { isSent: true; answer: string } | { isSent?: false; isFinal: boolean; answer: string };
