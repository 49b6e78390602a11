import type { ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { ChatTurn } from '@/shared/schemas/chat.ts';
import { endGeneration, recordDeltas } from '../modules/generations/index.ts';
import type { TestContext } from './context.ts';
import { USAGE } from './chats.ts';
import { makeBooking, makeMachine, makeSession } from './factories.ts';

type Question = {
  sessionId: string;
  epoch: number;
  generationId: string;
  messages: ChatTurn[];
  settings: object;
  maxTokens: number;
};
type Part = { text: string } | { reasoning: string } | { call: ToolCall };
export type Played = {
  parts?: Part[];
  state?: 'completed' | 'length' | 'error';
  message?: string | null;
  /** Nothing more is said until it resolves; one that never does is an answer that goes on. */
  hold?: Promise<unknown>;
};

/** A ready session of a person's on a simulated machine, whose agent says to each question what `play` gives. */
export async function makePlayedSession(
  ctx: TestContext,
  personId: string,
  play: (question: Question) => Played,
) {
  const machine = await makeMachine(ctx.db);
  const booking = await makeBooking(ctx.db, { personId, machineIds: [machine.id] });
  const machineIds = [machine.id];
  const session = await makeSession(ctx.db, {
    bookingId: booking.id,
    startedById: personId,
    machineIds,
    simulated: true,
  });
  ctx.agents.connected.add(machine.id);
  const asked: Question[] = [];
  /** Its answers that it was told to stop, and did. */
  const stopped = new Set<string>();
  const onStop = new Map<string, () => void>();
  const { send } = ctx.agents;
  ctx.agents.send = async (machineId, command, payload) => {
    await send(machineId, command, payload);
    if (machineId !== machine.id) return;
    const question = payload as Question;
    const { generationId } = question;
    if (command === 'generation:stop') {
      stopped.add(generationId);
      onStop.get(generationId)?.();
    }
    if (command !== 'generation:start') return;
    asked.push(question);
    const stop = new Promise<void>((resolve) => onStop.set(generationId, resolve));
    void answer(ctx, machine.id, question, play(question), stop);
  };
  return { session, asked, stopped };
}

async function answer(
  ctx: TestContext,
  machineId: string,
  question: Question,
  { parts = [], state = 'completed', message = null, hold }: Played,
  stop: Promise<void>,
) {
  const { sessionId, epoch, generationId } = question;
  const fence = { sessionId, epoch, generationId };
  const deltas = parts.map((part, index) => ({
    seq: index + 1,
    ...stepOf(part),
    completionTokens: index + 1,
    at: new Date(),
  }));
  for (const delta of deltas) await recordDeltas(ctx, machineId, { ...fence, deltas: [delta] });
  const ended = await Promise.race([
    stop.then(() => 'stopped' as const),
    Promise.resolve(hold).then(() => state),
  ]);
  const usage = { ...USAGE, cachedTokens: 4, completionTokens: parts.length };
  await endGeneration(ctx, machineId, {
    ...fence,
    lastSeq: parts.length,
    state: ended,
    message,
    usage,
    at: new Date(),
  });
}

function stepOf(part: Part) {
  if ('text' in part) return { kind: 'text' as const, text: part.text };
  if ('reasoning' in part) return { kind: 'reasoning' as const, text: part.reasoning };
  return { kind: 'tool' as const, text: JSON.stringify(part.call) };
}
