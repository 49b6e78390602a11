import type { agentCommands } from '@/shared/protocol/agent.ts';
import type { HandlersOf } from '@/shared/protocol/catalog.ts';
import { openPlan } from '@/shared/domain/session-plan.ts';
import { CommandRefused } from './command-refused.ts';
import { type HeldSessions, ID } from './held-sessions.ts';
import type { ModelStore } from './model-store/model-store.ts';
import type { RankRef, Runtime } from './runtime/runtime.ts';

export type CommandOptions = {
  sessions: HeldSessions;
  runtime: Runtime;
  store: ModelStore;
  /** `start`: whether this answer is to be begun. */
  power: { sleep(): Promise<void>; wake(to: { mac: string; broadcast: string }): Promise<void> };
  answers: { start(ref: RankRef, generationId: string): boolean; stop(generationId: string): void };
  onRevoked(reason: string): void;
};

/** Everything the portal can make this machine do. Each command is fenced before the runtime hears of it. */
export function createCommands(options: CommandOptions): HandlersOf<typeof agentCommands> {
  const { sessions, runtime, store, answers, power } = options;
  return {
    async 'session:prepare'({ leaseMs, endsAt, ...spec }) {
      await sessions.prepare(spec, { leaseMs, endsAt });
      return {};
    },
    'session:rest'({ endsAt, ...fence }) {
      sessions.rest(fence, endsAt);
      return {};
    },
    'session:take-over'({ leaseMs, endsAt, ...who }) {
      sessions.takeOver(who, { leaseMs, endsAt });
      return {};
    },
    'session:check'({ pairs, ...fence }) {
      runtime.check(sessions.need(fence), pairs);
      return {};
    },
    async 'session:launch'({ network, plan, ...fence }) {
      // A portal of before has none.
      if (!plan) {
        runtime.launch(sessions.need(fence), network, null);
        return {};
      }
      const opened = await openPlan(plan, sessions.need(fence).spec);
      if (!opened.ok) throw new CommandRefused('CONFLICT', opened.why);
      runtime.launch(sessions.need(fence), opened.plan.network, plan.digest);
      return {};
    },
    'session:go'(fence) {
      runtime.go(sessions.need(fence));
      return {};
    },
    'session:warm-up'(fence) {
      runtime.warmUp(sessions.need(fence));
      return {};
    },
    'session:prove'({ prompts, ...fence }) {
      runtime.prove(sessions.need(fence), prompts);
      return {};
    },
    'session:stop'({ reason, ...fence }) {
      const own = sessions.admit(fence);
      sessions.close(fence);
      if (own) void sessions.stop(own, 'asked', reason || 'Ended on request.');
      return {};
    },
    'generation:start'({ sessionId, epoch, ...question }) {
      const own = sessions.need({ sessionId, epoch });
      if (!ID.test(question.generationId))
        throw new CommandRefused('VALIDATION', 'That is not the id of an answer.');
      if (own.rank !== 0)
        throw new CommandRefused('PRECONDITION_FAILED', 'Rank 0 answers, and it is on another machine.');
      if (own.state !== 'ready' || own.isStopping || own.isResting) {
        throw new CommandRefused('PRECONDITION_FAILED', 'The session is not ready to answer.');
      }
      if (answers.start(own, question.generationId)) runtime.startAnswer(own, question);
      return {};
    },
    'generation:stop'({ generationId, ...fence }) {
      const own = sessions.need(fence);
      answers.stop(generationId);
      runtime.stopAnswer(own, generationId);
      return {};
    },
    ...modelCommands(store),
    async 'machine:sleep'() {
      await power.sleep();
      return {};
    },
    async 'machine:wake'(payload) {
      await power.wake(payload);
      return {};
    },
    'agent:revoked'({ reason }) {
      options.onRevoked(reason);
      return {};
    },
  };
}

type ModelCommand = Extract<keyof typeof agentCommands, `model:${string}`>;

function modelCommands(store: ModelStore): Pick<HandlersOf<typeof agentCommands>, ModelCommand> {
  return {
    async 'model:offer'(payload) {
      await store.offer(payload);
      return {};
    },
    'model:withdraw'(copy) {
      store.withdraw(copy);
      return {};
    },
    async 'model:fetch'(payload) {
      await store.fetch(payload);
      return {};
    },
    async 'model:bring'(payload) {
      await store.bring(payload);
      return {};
    },
    async 'model:look'(payload) {
      await store.look(payload);
      return {};
    },
    async 'model:import'(payload) {
      await store.import(payload);
      return {};
    },
    'model:pace'(payload) {
      store.pace(payload);
      return {};
    },
    async 'model:drop'(payload) {
      await store.drop(payload);
      return {};
    },
    async 'model:remove'(payload) {
      await store.remove(payload);
      return {};
    },
  };
}
