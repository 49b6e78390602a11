import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

/** What the report procedure sends, with instants as strings. */
export type ReportView = inferRouterOutputs<AppRouter>['reports']['usage'];
export type MachineRow = ReportView['machines'][number];
export type SessionRow = ReportView['sessions'][number];
export type DayRow = ReportView['days'][number];

/** Machine time by one grouping, and the rows that make it. */
export type UseView = inferRouterOutputs<AppRouter>['reports']['use'];
export type UseRowView = inferRouterOutputs<AppRouter>['reports']['useRows']['rows'][number];
export type SavedReportView = inferRouterOutputs<AppRouter>['register']['views'][number];
/** How one saved report goes out by mail. */
export type ReportMailView = inferRouterOutputs<AppRouter>['reportMail']['read'];
export type EnergyView = inferRouterOutputs<AppRouter>['reports']['energy'];
