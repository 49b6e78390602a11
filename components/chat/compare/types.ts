import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>['comparisons'];
export type ComparisonView = Outputs['get'];
export type ComparedAnswerView = ComparisonView['answers'][number];
export type RatingView = NonNullable<ComparedAnswerView['mine']>;
export type RatingSumView = Outputs['sums'][number];
export type RatingRowView = Outputs['ratings'][number];
