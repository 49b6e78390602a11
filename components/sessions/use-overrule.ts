'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';

/** What an admin can do about a session that is held back. */
export function useOverrule(sessionId: string, onDone: () => void) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const onSuccess = (): void => {
    void client.invalidateQueries(trpc.sessions.get.queryFilter({ id: sessionId }));
    void client.invalidateQueries(trpc.sessions.howStarted.queryFilter({ id: sessionId }));
    onDone();
  };
  return {
    serve: useMutation(trpc.sessions.serveAnyway.mutationOptions({ onSuccess })),
    forget: useMutation(trpc.sessions.forgetAnswers.mutationOptions({ onSuccess })),
  };
}
