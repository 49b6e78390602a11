import { type NotificationKind, standardWays, type Ways } from '@/shared/schemas/notification.ts';
import type { Transaction } from '../../db.ts';

export type Told = { personId: string; kind: NotificationKind };
export type Route = { app: boolean; email: boolean; webhookIds: string[] };
type Preference = Ways & { personId: string; kind: string };
type Hook = { id: string; personId: string | null };

/** Which ways each word goes: as its person chose, and to the lab's webhooks in any case. */
export async function planDeliveries(tx: Transaction, words: readonly Told[]): Promise<(it: Told) => Route> {
  const personIds = [...new Set(words.map((it) => it.personId))];
  const [preferences, hooks] = await Promise.all([
    tx.notificationPreference.findMany({ where: { personId: { in: personIds } } }),
    tx.webhook.findMany({
      where: { disabledAt: null, OR: [{ personId: null }, { personId: { in: personIds } }] },
      select: { id: true, personId: true },
    }),
  ]);
  return (it) => routeOf(it, preferences, hooks);
}

export function routeOf(
  { personId, kind }: Told,
  preferences: readonly Preference[],
  hooks: readonly Hook[],
): Route {
  const ways = preferences.find((it) => it.personId === personId && it.kind === kind) ?? standardWays(kind);
  return {
    app: ways.app,
    email: ways.email,
    webhookIds: hooks
      .filter((it) => it.personId === null || (it.personId === personId && ways.webhook))
      .map((it) => it.id),
  };
}
