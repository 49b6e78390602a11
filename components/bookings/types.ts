import type { inferRouterOutputs } from '@trpc/server';
import type { BookingConflict } from '@/shared/schemas/booking.ts';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;
/** What booking procedures send, with instants as strings. */
export type BookingView = Outputs['bookings']['list'][number];
export type MaintenanceView = Outputs['bookings']['maintenance'][number];
export type NoticeView = Outputs['bookings']['notices'][number];
export type MachineView = Outputs['machines']['list']['machines'][number];
export type IslandView = Outputs['machines']['list']['islands'][number];
/** Time that somebody is choosing at this moment; gone at `expiresAt`. */
export type HoldView = {
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
