import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;
export type NotificationView = Outputs['notifications']['list']['rows'][number];
export type DeliveryView = Outputs['notifications']['deliveries']['rows'][number];
export type WebhookView = Outputs['notifications']['webhooks'][number];
export type CalendarView = Outputs['calendars']['list'][number];
export type AlertView = Outputs['alerts']['list']['rows'][number];
export type AlertRuleView = Outputs['alerts']['rules'][number];
export type AlertChoicesView = Outputs['alerts']['choices'];
export type AlertSilenceView = Outputs['alerts']['silences'][number];
export type AlertPreviewView = Outputs['alerts']['preview'];
export type AlertTestView = Outputs['alerts']['test'];
