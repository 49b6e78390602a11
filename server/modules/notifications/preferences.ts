import type * as z from 'zod';
import {
  CHOSEN_KINDS,
  type Preferences,
  type SavePreferenceInput,
  standardWays,
} from '@/shared/schemas/notification.ts';
import { requireUser, type ServiceContext } from '../../context.ts';

/** Which ways each kind reaches oneself. */
export async function readPreferences(ctx: ServiceContext): Promise<z.output<typeof Preferences>> {
  const { id: personId } = requireUser(ctx);
  const [rows, webhooks] = await Promise.all([
    ctx.db.notificationPreference.findMany({ where: { personId } }),
    ctx.db.webhook.count({ where: { personId, disabledAt: null } }),
  ]);
  const ways = CHOSEN_KINDS.map((kind) => {
    const { app, email, webhook } = rows.find((it) => it.kind === kind) ?? standardWays(kind);
    return [kind, { app, email, webhook }] as const;
  });
  return {
    ways: Object.fromEntries(ways),
    hasMailServer: ctx.outbound.smtpUrl !== null,
    hasWebhook: webhooks > 0,
  };
}

/** What is on its way already goes as it was. */
export async function savePreference(ctx: ServiceContext, input: SavePreferenceInput): Promise<void> {
  const { id: personId } = requireUser(ctx);
  const { kind, ...ways } = input;
  await ctx.db.notificationPreference.upsert({
    where: { personId_kind: { personId, kind } },
    create: { personId, kind, ...ways },
    update: ways,
  });
}
