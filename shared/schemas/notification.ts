import * as z from 'zod';
import { limit, pageInput, pageOf } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

type Kind = {
  label: string;
  /** It goes out by mail where its person has not said otherwise. */
  email: boolean;
  /** It goes out only: what somebody has just done themself does not fill their inbox. */
  isSentOnly?: true;
  /** Nothing to choose: it is of the lab's own working. */
  isHidden?: true;
};

/** What people are told of, and whether it goes out by mail where they have not said otherwise. */
export const NOTIFICATION_KINDS = {
  'booking.confirmed': { label: 'A booking of yours is made', email: true, isSentOnly: true },
  'booking.changed': { label: 'Somebody changed a booking of yours', email: true },
  'booking.cancelled': { label: 'A booking of yours is called off', email: true },
  'booking.asked': { label: 'Somebody asks you to agree to a booking', email: true },
  'booking.decided': { label: 'Your request was answered', email: true },
  'booking.reminder': { label: 'A booking of yours begins soon', email: true },
  'booking.ending': { label: 'A booking of yours ends soon', email: false },
  'booking.no_show': { label: 'A booking was given back because nobody came', email: true },
  'booking.idle': { label: 'Nothing runs on what you booked', email: false },
  'booking.degraded': { label: 'A machine you booked went away', email: true },
  'booking.preempted': { label: 'A booking of yours made way', email: true },
  'booking.series_skipped': { label: 'A date of a booking that comes again was left out', email: true },
  'booking.handed_over': { label: 'A booking was handed to you', email: true },
  'booking.preflight': { label: 'Something stands in the way of a booking that begins soon', email: true },
  'booking.start_failed': { label: 'A model did not start by itself', email: true },
  'session.failed': { label: 'A session of yours failed', email: true },
  'wait.offered': { label: 'What you waited for is free', email: true },
  'adjustment.asked': { label: 'Somebody contests a charge', email: true },
  'adjustment.decided': { label: 'What you contested was answered', email: true },
  'alert.fired': { label: 'Something in the lab needs a look', email: true },
  'alert.cleared': { label: 'What needed a look is well again', email: false },
  'member.joined': { label: 'Somebody you invited has joined', email: false },
  'member.asks_to_go': { label: 'Somebody asks to be made anonymous', email: true },
  'member.guest_ending': { label: 'Your time as a guest ends soon', email: true },
  'report.sent': { label: 'A saved report is sent to you', email: true, isSentOnly: true },
  'lab.welcome': { label: 'A first word of the lab', email: false, isHidden: true },
  'webhook.test': { label: 'A test of a webhook', email: false, isSentOnly: true, isHidden: true },
} as const satisfies Record<string, Kind>;
export type NotificationKind = keyof typeof NOTIFICATION_KINDS;

const kinds = Object.keys(NOTIFICATION_KINDS) as NotificationKind[];
export const kindOf = (kind: string): Kind | null =>
  (NOTIFICATION_KINDS as Record<string, Kind>)[kind] ?? null;
/** Those that people choose about. */
export const CHOSEN_KINDS = kinds.filter((it) => !kindOf(it)?.isHidden);

/** Which ways a kind goes to a person. */
export type Ways = { app: boolean; email: boolean; webhook: boolean };
export const standardWays = (kind: NotificationKind): Ways => {
  const { email, isSentOnly }: Kind = NOTIFICATION_KINDS[kind];
  return { app: !isSentOnly, email, webhook: true };
};

export const Notification = z.object({
  id: Id,
  kind: z.string(),
  title: z.string(),
  text: z.string(),
  link: z.string().nullable(),
  createdAt: Instant,
  readAt: Instant.nullable(),
});
export type Notification = z.output<typeof Notification>;

export const ListNotificationsInput = pageInput(50, 200).extend({ unreadOnly: z.boolean().default(false) });
export const NotificationPage = pageOf(Notification);
export const MarkReadInput = z.object({ id: Id, read: z.boolean() });
/** Only what one has seen: what came since stays unread. */
export const MarkAllReadInput = z.object({ until: Instant });
export const Unread = z.object({
  count: Count,
  newest: Notification.nullable(),
});

export const Preferences = z.object({
  ways: z.record(z.string(), z.object({ app: z.boolean(), email: z.boolean(), webhook: z.boolean() })),
  hasMailServer: z.boolean(),
  hasWebhook: z.boolean(),
});
export const SavePreferenceInput = z.object({
  kind: z.enum(CHOSEN_KINDS),
  app: z.boolean(),
  email: z.boolean(),
  webhook: z.boolean(),
});
export type SavePreferenceInput = z.output<typeof SavePreferenceInput>;

/** One's own, or the lab's, which is sent everything. */
export const Whose = z.enum(['mine', 'lab']);
export type Whose = z.output<typeof Whose>;

export const Webhook = z.object({ id: Id, url: z.string(), createdAt: Instant });
export const ListWebhooksInput = z.object({ whose: Whose, limit: limit(20, 20) });
export const AddWebhookInput = z.object({
  whose: Whose,
  url: Text.trim().min(1, 'Write the address that it is sent to.').max(2000),
});
export const SetWebhookInput = z.object({ id: Id, active: z.boolean() });
/** Where the secret is shown, the only time. */
export const AddedWebhook = z.object({ id: Id, secret: z.string() });

export const DELIVERY_STATES = ['due', 'sent', 'failed'] as const;
export const Delivery = z.object({
  id: Id,
  channel: z.enum(['email', 'webhook']),
  /** Where to: the webhook's address; of a mail nothing, which goes to its person. */
  url: z.string().nullable(),
  /** Of the lab's list: whom it is about. */
  personName: z.string().nullable(),
  kind: z.string(),
  title: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  attempts: Count,
  createdAt: Instant,
  sentAt: Instant.nullable(),
  nextAt: Instant.nullable(),
  answer: z.string().nullable(),
});
export type Delivery = z.output<typeof Delivery>;
export const ListDeliveriesInput = pageInput(30, 200).extend({ whose: Whose });
export const DeliveryPage = pageOf(Delivery);

/** How mail goes out of the lab, for its admins. */
export const MailState = z.object({
  server: z.string().nullable(),
  from: z.string().nullable(),
  waiting: Count,
  failed: Count,
  lastSentAt: Instant.nullable(),
  lastAnswer: z.string().nullable(),
});
