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
export type Limits = { stopping: AbortSignal; mailMs: number; webhookMs: number };

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
