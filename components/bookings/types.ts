import type { inferRouterOutputs } from '@trpc/server';
import type { BookingConflict } from '@/shared/schemas/booking.ts';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;
/** What booking procedures send, with instants as strings. */
export type BookingView = Outputs['bookings']['list'][number];
export type MaintenanceView = Outputs['bookings']['maintenance'][number];
export type NoticeView = Outputs['bookings']['notices'][number];
export type CostView = Outputs['bookings']['cost'];
export type AdjustmentView = CostView['adjustments'][number];
export type EstimateView = Outputs['bookings']['estimate'];
export type ChargeView = Outputs['bookings']['charges'][number];
export type LifeView = Outputs['bookings']['life'];
export type ExtensionView = Outputs['bookings']['extension'];
export type HeirView = Outputs['bookings']['heirs'][number];
export type WaitingView = Outputs['bookings']['waitingFor'][number];
export type RequestView = Outputs['bookings']['request'];
export type ListedRequestView = Outputs['bookings']['requests'][number];
export type RecordEntryView = Outputs['bookings']['record']['rows'][number];
export type MachineView = Outputs['machines']['list']['machines'][number];
export type IslandView = Outputs['machines']['list']['islands'][number];
/** Time that somebody is choosing at this moment; gone at `expiresAt`. */
export type DrawnHold = {
  id: string;
  personName: string | null;
  mine: boolean;
  machineIds: string[];
  startsAt: string;
  endsAt: string;
  expiresAt: string;
};

type OnTheWire<T> = T extends Date ? string : T extends object ? { [K in keyof T]: OnTheWire<T[K]> } : T;
/** `data.service.details` of a refused booking. */
export type ConflictView = OnTheWire<BookingConflict>;
/** What a booking would be told. */
export type CheckView = Outputs['bookings']['check'];
/** One line of what one may book. */
export type MayView = Outputs['bookingRules']['may'][number];
export type WaitView = Outputs['waits']['mine'][number];
export type HoldView = Outputs['holds']['mine'][number];
export type FoundView = Outputs['finder']['find'];
export type SlotView = FoundView['slots'][number];
/** One date of what comes again, with what is in its way. */
export type SeriesDateView = Outputs['bookingSeries']['preview']['dates'][number];
export type SeriesView = Outputs['bookingSeries']['get'];
