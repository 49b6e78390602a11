import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { ConsoleNamespace } from './console-namespace.ts';

type Held = { generationId: string; deltas: GenerationDelta[]; socketIds: string[] };

/** A frame is as long as this, or one step: a page shows the first words before the last ones have come. */
const FRAME_CHARACTERS = 48_000;
/** What a step is beside its words. */
const STEP_CHARACTERS = 120;

/** The same steps to many viewers within one turn are encoded once; nothing waits longer than that turn. */
export function createStepsSender(namespace: Pick<ConsoleNamespace, 'local'>) {
  let held: Held | null = null;
  const flush = (): void => {
    if (!held) return;
    const { generationId, deltas, socketIds } = held;
    held = null;
    for (const frame of framesOf(deltas))
      namespace.local.to(socketIds).emit('generation:deltas', { generationId, deltas: frame });
  };
  return {
    send(socketId: string, generationId: string, deltas: GenerationDelta[]): void {
      if (held?.deltas === deltas) return void held.socketIds.push(socketId);
      flush();
      held = { generationId, deltas, socketIds: [socketId] };
      queueMicrotask(flush);
    },
    /** Before anything that must come after. */
    flush,
  };
}
export type StepsSender = ReturnType<typeof createStepsSender>;

function framesOf(deltas: readonly GenerationDelta[]): GenerationDelta[][] {
  const frames: GenerationDelta[][] = [];
  let characters = Infinity;
  for (const it of deltas) {
    characters += STEP_CHARACTERS + it.text.length;
    if (characters > FRAME_CHARACTERS) {
      frames.push([]);
      characters = STEP_CHARACTERS + it.text.length;
    }
    frames.at(-1)!.push(it);
  }
  return frames;
}
