import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;
/** What session procedures send, with instants as strings. */
export type SessionView = Outputs['sessions']['list']['rows'][number];
export type SessionDetailView = Outputs['sessions']['get'];
export type SessionStartView = Outputs['sessions']['howStarted'];
export type RankView = SessionDetailView['ranks'][number];
export type StartableModelView = Outputs['sessions']['startableModels'][number];
export type SessionSeriesView = Outputs['metrics']['session'];
export type OutlookView = Outputs['sessions']['outlook'];
export type BookingView = Outputs['bookings']['list'][number];
