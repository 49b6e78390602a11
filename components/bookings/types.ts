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

type OnTheWire<T> = T extends Date ? string : T extends object ? { [K in keyof T]: OnTheWire<T[K]> } : T;
/** `data.service.details` of a refused booking. */
export type ConflictView = OnTheWire<BookingConflict>;
/** One date of what comes again, with what is in its way. */
export type SeriesDateView = Outputs['bookingSeries']['preview']['dates'][number];
export type SeriesView = Outputs['bookingSeries']['get'];
