import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { ConsoleNamespace } from './console-namespace.ts';

type Held = { generationId: string; deltas: GenerationDelta[]; socketIds: string[] };

/** The same steps to many viewers within one turn are encoded once; nothing waits longer than that turn. */
export function createStepsSender(namespace: Pick<ConsoleNamespace, 'local'>) {
  let held: Held | null = null;
  const flush = (): void => {
    if (!held) return;
    const { generationId, deltas, socketIds } = held;
    held = null;
    namespace.local.to(socketIds).emit('generation:deltas', { generationId, deltas });
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
