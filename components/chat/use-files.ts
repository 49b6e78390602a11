'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MOST_FILES_IN_QUESTION } from '@/shared/schemas/chat-files.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import { type NewFile, sendFile } from './send-file.ts';
import type { FileView } from './types.ts';

/** On its way, or refused with the reason. */
export type Arriving = NewFile & { error: unknown };

/** The files that wait for a chat's next question; the portal keeps them, so a reload does not lose them. */
export function useFiles(conversationId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const input = { conversationId };
  const key = trpc.chat.files.queryKey(input);
  const kept = useQuery(trpc.chat.files.queryOptions(input));
  const files = kept.data ?? [];
  const [arriving, setArriving] = useState<readonly Arriving[]>([]);
  const remove = useMutation(trpc.chat.removeFile.mutationOptions({ onError: toast.failed }));
  const change = (next: (known: readonly FileView[]) => FileView[]): void =>
    void client.setQueryData<FileView[]>(key, (known) => next(known ?? []));
  const forget = (id: string): void => setArriving((all) => all.filter((it) => it.id !== id));

  const send = async (file: NewFile): Promise<void> => {
    setArriving((all) => [...all.filter((it) => it.id !== file.id), { ...file, error: null }]);
    try {
      const read = await sendFile(file);
      change((known) => [...known.filter((it) => it.id !== read.id), read]);
      forget(file.id);
    } catch (error) {
      setArriving((all) => all.map((it) => (it.id === file.id ? { ...it, error } : it)));
    }
  };

  return {
    files,
    arriving,
    /** Why those that were kept could not be read. */
    loadError: kept.error,
    loadAgain: (): void => void kept.refetch(),
    isArriving: arriving.some((it) => it.error === null),
    attach(contents: readonly { name: string; content: Blob }[], isPaste = false): void {
      const room = MOST_FILES_IN_QUESTION - files.length - arriving.length;
      if (contents.length > room)
        toast.failed(
          new Error(
            `A question takes ${MOST_FILES_IN_QUESTION} files at most. Ask about some first, or remove one.`,
          ),
        );
      for (const it of contents.slice(0, Math.max(0, room)))
        void send({ id: newId(), conversationId, isPaste, ...it });
    },
    again: (file: Arriving): void => void send(file),
    remove(id: string): void {
      forget(id);
      if (!files.some((it) => it.id === id)) return;
      change((known) => known.filter((it) => it.id !== id));
      remove.mutate({ id }, { onError: () => void kept.refetch() });
    },
    /** A question has taken them along. */
    taken: (ids: readonly string[]): void => change((known) => known.filter((it) => !ids.includes(it.id))),
  };
}
export type Files = ReturnType<typeof useFiles>;
