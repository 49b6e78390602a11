'use client';

import { useEffect, useState } from 'react';
import type { GenerationProgressFrame } from '@/shared/protocol/console.ts';
import type { ConsoleSocket } from './types.ts';

export type Progress = Pick<GenerationProgressFrame, 'prefill' | 'timeToFirstTokenMs'>;
const NONE: Progress = { prefill: null, timeToFirstTokenMs: null };

/** How far a question has been read, and how long its first token took, as soon as that is told. */
export function useProgress(generationId: string, socket: ConsoleSocket | null, live: boolean): Progress {
  const [seen, setSeen] = useState<Progress & { id: string }>({ ...NONE, id: generationId });
  useEffect(() => {
    if (!live || !socket) return;
    const hear = (it: GenerationProgressFrame): void => {
      if (it.generationId !== generationId) return;
      setSeen((now) => {
        const known = now.id === generationId ? now : NONE;
        return {
          id: generationId,
          prefill: it.prefill ?? known.prefill,
          timeToFirstTokenMs: it.timeToFirstTokenMs ?? known.timeToFirstTokenMs,
        };
      });
    };
    socket.on('generation:progress', hear);
    return () => void socket.off('generation:progress', hear);
  }, [socket, generationId, live]);
  return seen.id === generationId ? seen : NONE;
}
