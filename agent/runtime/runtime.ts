import type * as z from 'zod';
import type { agentCommands, agentEvents, PairToTry, Prompt, RankNetwork } from '@/shared/protocol/agent.ts';
import type { GenerationDelta, Usage } from '@/shared/schemas/chat.ts';
import type { AgentModel, EngineState } from '@/shared/schemas/machine.ts';
import type { LogLine } from '@/shared/schemas/session.ts';

/*
 * The port between the agent and what runs a model: MLX for real, or a simulated machine. The agent decides who may
 * command what and keeps leases; a runtime turns its commands into a rank and reports what the rank reaches.
 */
export type RankRef = { sessionId: string; epoch: number; rank: number };
type PreparePayload = z.output<(typeof agentCommands)['session:prepare']['payload']>;
export type RankSpec = Omit<PreparePayload, 'leaseMs' | 'endsAt'>;
type StatePayload = z.input<(typeof agentEvents)['rank:state']['payload']>;
export type RankUpdate = Omit<StatePayload, 'sessionId' | 'epoch' | 'rank' | 'at'>;
export type ExitCause = NonNullable<RankUpdate['cause']>;
export type Question = Omit<
  z.output<(typeof agentCommands)['generation:start']['payload']>,
  'sessionId' | 'epoch'
>;
type EndPayload = z.input<(typeof agentEvents)['generation:end']['payload']>;
export type AnswerEnd = { state: EndPayload['state']; usage: Usage; message: string | null };
/** `completionTokens` is cumulative. */
export type AnswerPart = Pick<GenerationDelta, 'kind' | 'text' | 'completionTokens'>;

/** Tokens of the question that have been read; what the rank still knew of it is not among them. */
export type PrefillProgress = { done: number; total: number };

export type RuntimeEvents = {
  /** The last update of a rank is `exited`; then nothing of it is left on the machine. */
  onRankState(ref: RankRef, update: RankUpdate): void;
  onLog(ref: RankRef, stream: LogLine['stream'], text: string): void;
  onAnswerPart(ref: RankRef, generationId: string, part: AnswerPart): void;
  /** Now and then before the first part. */
  onPrefill?(ref: RankRef, generationId: string, progress: PrefillProgress): void;
  /** Once, before the first part: how long it took from asking the rank. */
  onFirstToken?(ref: RankRef, generationId: string, afterMs: number): void;
  /** Exactly once for each started answer, after its last part. */
  onAnswerEnd(ref: RankRef, generationId: string, end: AnswerEnd): void;
};

/** Commands of a session that is further than they lead, or gone, change nothing: the portal may repeat them. */
export type Runtime = {
  describe(): Promise<{ models: AgentModel[]; engine: EngineState }>;
  prepare(spec: RankSpec): void;
  /** Tries these links one after the other, with nothing loaded; then the rank is `checked`. */
  check(ref: RankRef, pairs: readonly PairToTry[]): void;
  /** `digest`: of the plan it is started by, which its ranks compare before they load. */
  launch(ref: RankRef, network: RankNetwork, digest: string | null): void;
  go(ref: RankRef): void;
  warmUp(ref: RankRef): void;
  /** Goes on with each prompt, greedily, and tells with a further `ready` what came. */
  prove(ref: RankRef, prompts: readonly Prompt[]): void;
  /**
   * The rank goes on as one of another session, loaded as it is, and reports `loaded` as that; nothing kept of the first
   * session's prompts serves the second. Throws, for people, when it can't. An engine that can't has none.
   */
  handOver?(from: RankRef, to: RankRef): void;
  /** Resolves when the rank has been reported as `exited`. */
  stop(ref: RankRef, cause: ExitCause, message: string): Promise<void>;
  startAnswer(ref: RankRef, question: Question): void;
  stopAnswer(ref: RankRef, generationId: string): void;
};
