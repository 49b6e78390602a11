'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef } from 'react';
import { draftKey, readDraft, writeDraft } from '../layout/drafts.ts';
import { landOn } from '../layout/landing.ts';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { newId } from '../ui/new-id.ts';
import type { AskedChat } from './asked-chat.ts';
import { sessionWords, useReadySessions } from './new-chat.tsx';

/** Begins the chat that an address asks for and puts its text into the composer. It is never sent by itself. */
export function BeginAsked({ asked: { sessionId, prompt } }: { asked: AskedChat }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const me = useMe();
  const { ready } = useReadySessions();
  const begun = useRef<{ id: string; sessionId: string } | null>(null);
  const start = useMutation(
    trpc.chat.start.mutationOptions({
      onSuccess: ({ id }) => {
        const key = draftKey(me.id, id);
        const known = readDraft(key);
        if (!known.includes(prompt)) writeDraft(key, [prompt, known].filter(Boolean).join('\n\n'));
        void client.invalidateQueries(trpc.chat.list.pathFilter());
        landOn('next-step');
        router.replace(`/chat/${id}`);
      },
    }),
  );
  const begin = (wanted: string): void => {
    if (begun.current?.sessionId !== wanted) begun.current = { id: newId(), sessionId: wanted };
    start.mutate(begun.current);
  };
  const beginAtOnce = useEffectEvent(begin);
  useEffect(() => {
    if (sessionId) beginAtOnce(sessionId);
  }, [sessionId]);

  return (
    <section
      className="mb-5 max-w-(--measure) rounded-lg border border-border p-4"
      aria-label="A question from a link"
    >
      {start.isError ? (
        <ErrorNote error={start.error} onRetry={() => start.variables && begin(start.variables.sessionId)} />
      ) : (
        <p role="status">
          {start.isPending || sessionId
            ? 'Opening the chat…'
            : ready.length === 0
              ? 'No session is ready for this question.'
              : 'Which session is to answer this? Nothing is sent before you send it.'}
        </p>
      )}
      {prompt && <p className="chat-said pt-2 text-text-2">{prompt.slice(0, 600)}</p>}
      {(!sessionId || start.isError) && (
        <div className="flex flex-wrap gap-2 pt-3">
          {ready.slice(0, 6).map((it) => (
            <Button key={it.id} small className="max-w-full" onClick={() => begin(it.id)}>
              {sessionWords(it)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
