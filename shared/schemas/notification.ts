/** What people are told of, and whether it goes out by mail where they have not said otherwise. */
export const NOTIFICATION_KINDS = {
  'booking.confirmed': { label: 'A booking of yours is made', email: true },
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
  'booking.start_failed': { label: 'A model did not start by itself', email: true },
  'wait.offered': { label: 'What you waited for is free', email: true },
  'adjustment.asked': { label: 'Somebody contests a charge', email: true },
  'adjustment.decided': { label: 'What you contested was answered', email: true },
} as const;
export type NotificationKind = keyof typeof NOTIFICATION_KINDS;
