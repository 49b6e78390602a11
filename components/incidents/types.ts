import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;
/** What incident procedures send, with instants as strings. */
export type IncidentRowView = Outputs['incidents']['list']['rows'][number];
export type IncidentView = Outputs['incidents']['get'];
