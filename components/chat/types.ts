import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>['chat'];
/** What chat procedures send, with instants as strings. */
export type ConversationView = Outputs['list'][number];
export type ConversationDetailView = Outputs['get'];
export type MessageView = ConversationDetailView['messages'][number];
export type GenerationView = NonNullable<MessageView['generation']>;
