import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type All = inferRouterOutputs<AppRouter>;
type Outputs = All['chat'];
/** What chat procedures send, with instants as strings. */
export type ConversationView = Outputs['list']['rows'][number];
export type ConversationDetailView = Outputs['get'];
export type MessageView = ConversationDetailView['messages'][number];
export type SessionDetailView = All['sessions']['get'];
export type GenerationView = NonNullable<MessageView['generation']>;
