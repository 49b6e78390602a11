import * as z from 'zod';
import {
  AddedWebhook,
  AddWebhookInput,
  DeliveryPage,
  ListDeliveriesInput,
  ListNotificationsInput,
  ListWebhooksInput,
  MailState,
  MarkAllReadInput,
  MarkReadInput,
  NotificationPage,
  Preferences,
  SavePreferenceInput,
  SetWebhookInput,
  Unread,
  Webhook,
} from '@/shared/schemas/notification.ts';
import { Count, Id } from '@/shared/schemas/units.ts';
import {
  addWebhook,
  listDeliveries,
  listNotifications,
  listWebhooks,
  markAllRead,
  markRead,
  readMailState,
  readPreferences,
  readUnread,
  savePreference,
  setWebhook,
  testWebhook,
} from '../../modules/notifications/index.ts';
import { procedure, router } from '../init.ts';

/** What one is told, and which ways it goes. */
export const notificationsRouter = router({
  list: procedure
    .input(ListNotificationsInput)
    .output(NotificationPage)
    .query(({ ctx, input }) => listNotifications(ctx, input)),
  unread: procedure.output(Unread).query(({ ctx }) => readUnread(ctx)),
  markRead: procedure.input(MarkReadInput).mutation(({ ctx, input }) => markRead(ctx, input)),
  markAllRead: procedure
    .input(MarkAllReadInput)
    .output(z.object({ count: Count }))
    .mutation(({ ctx, input }) => markAllRead(ctx, input)),
  preferences: procedure.output(Preferences).query(({ ctx }) => readPreferences(ctx)),
  savePreference: procedure
    .input(SavePreferenceInput)
    .mutation(({ ctx, input }) => savePreference(ctx, input)),
  webhooks: procedure
    .input(ListWebhooksInput)
    .output(z.array(Webhook))
    .query(({ ctx, input }) => listWebhooks(ctx, input)),
  addWebhook: procedure
    .input(AddWebhookInput)
    .output(AddedWebhook)
    .mutation(({ ctx, input }) => addWebhook(ctx, input)),
  setWebhook: procedure.input(SetWebhookInput).mutation(({ ctx, input }) => setWebhook(ctx, input)),
  testWebhook: procedure
    .input(z.object({ id: Id }))
    .output(z.object({ deliveryId: Id }))
    .mutation(({ ctx, input }) => testWebhook(ctx, input)),
  deliveries: procedure
    .input(ListDeliveriesInput)
    .output(DeliveryPage)
    .query(({ ctx, input }) => listDeliveries(ctx, input)),
  mail: procedure.output(MailState).query(({ ctx }) => readMailState(ctx)),
});
