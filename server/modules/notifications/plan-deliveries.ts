import { Prisma } from '@/prisma/generated/client.ts';
import { type NotificationKind, standardWays, type Ways } from '@/shared/schemas/notification.ts';
import { readSql, type Transaction } from '../../db.ts';

type Told = { personId: string; kind: NotificationKind };
type Route = { app: boolean; email: boolean; webhookIds: string[] };
export type RouteOf = (it: Told) => Route;
type Preference = Ways & { personId: string; kind: string };
/** They have left: nothing is told them, but the lab's webhooks hear it. */
type Gone = readonly string[];
type Hook = { id: string; personId: string | null };

/** Which ways each word goes: as its person chose, and to the lab's webhooks in any case. */
export async function planDeliveries(tx: Transaction, words: readonly Told[]): Promise<RouteOf> {
  const personIds = [...new Set(words.map((it) => it.personId))];
  // In one statement: who tells holds what others wait for.
  const [row] = await readSql<{ preferences: Preference[]; hooks: Hook[]; gone: Gone }>(
    tx,
    'notifications.plan',
    Prisma.sql`
    SELECT (
      SELECT coalesce(json_agg(json_build_object('personId', "personId", 'kind', kind, 'app', app, 'email', email,
        'webhook', webhook)), '[]')
      FROM "NotificationPreference" WHERE "personId" = ANY(${personIds})
    ) AS preferences, (
      SELECT coalesce(json_agg(json_build_object('id', id, 'personId', "personId") ORDER BY id), '[]')
      FROM "Webhook" WHERE "disabledAt" IS NULL AND ("personId" IS NULL OR "personId" = ANY(${personIds}))
    ) AS hooks, (
      SELECT coalesce(json_agg(id), '[]') FROM "User" WHERE id = ANY(${personIds}) AND "deactivatedAt" IS NOT NULL
    ) AS gone`,
  );
  const { preferences, hooks, gone } = row!;
  return (it) => routeOf(it, { preferences, hooks, gone });
}

function routeOf(
  { personId, kind }: Told,
  { preferences, hooks, gone }: { preferences: readonly Preference[]; hooks: readonly Hook[]; gone: Gone },
): Route {
  if (gone.includes(personId))
    return {
      app: false,
      email: false,
      webhookIds: hooks.filter((it) => it.personId === null).map((it) => it.id),
    };
  const ways = preferences.find((it) => it.personId === personId && it.kind === kind) ?? standardWays(kind);
  return {
    app: ways.app,
    email: ways.email,
    webhookIds: hooks
      .filter((it) => it.personId === null || (it.personId === personId && ways.webhook))
      .map((it) => it.id),
  };
}
