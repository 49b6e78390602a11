import type { inferRouterOutputs } from '@trpc/server';
import type { Socket } from 'socket.io-client';
import type { AnswerDelta } from '@/shared/domain/answer-stream.ts';
import type { ConsoleToPortal, GenerationEndFrame, PortalToConsole } from '@/shared/protocol/console.ts';
import type { AppRouter } from '@/server/trpc/root.ts';

type All = inferRouterOutputs<AppRouter>;
type Outputs = All['chat'];
/** What chat procedures send, with instants as strings. */
export type ConversationView = Outputs['list']['rows'][number];
export type ConversationDetailView = Outputs['get'];
export type MessageView = ConversationDetailView['messages'][number];
export type AnswerFactsView = Outputs['facts'];
export type FolderView = All['chatShelf']['get']['folders'][number];
export type HitView = All['chatShelf']['search']['hits'][number];
export type SnapshotView = Extract<All['chatShelf']['readLink'], { kind: 'snapshot' }>;
export type LinkView = All['chatShelf']['links'][number];
export type SessionDetailView = All['sessions']['get'];
export type GenerationView = NonNullable<MessageView['generation']>;

export type ConsoleSocket = Socket<PortalToConsole, ConsoleToPortal>;
/** As they come over the wire: instants are strings. */
export type DeltasFrame = Parameters<PortalToConsole['generation:deltas']>[0];
export const deltasOf = (frame: DeltasFrame): readonly AnswerDelta[] => frame.deltas as AnswerDelta[];
export type EndFrame = Pick<GenerationEndFrame, 'generationId' | 'state' | 'lastSeq'>;
export type FileView = Outputs['files'][number];
export type PromptView = All['chatLibrary']['prompts'][number];
export type PresetView = All['chatLibrary']['presets'][number];
export type SettingsView = ConversationDetailView['settings'];
