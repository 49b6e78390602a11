'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import './library.css';
import { PromptEditor } from './prompt-editor.tsx';
import type { PromptView } from './types.ts';
import { useLibraryChanged, usePrompts } from './use-presets.ts';

type Props = { onUse: (prompt: PromptView) => void; onClose: () => void };

/** All prompts: to put one in, to write another, and what they said before. */
export default function PromptLibrary({ onUse, onClose }: Props) {
  const trpc = useTRPC();
  const prompts = usePrompts();
  const changed = useLibraryChanged();
  const can = useCan();
  const [edited, setEdited] = useState<PromptView | 'new' | null>(null);
  const [leaving, setLeaving] = useState<PromptView | null>(null);
  const remove = useMutation(
    trpc.chatLibrary.deletePrompt.mutationOptions({
      onSuccess: async () => {
        await changed();
        setLeaving(null);
      },
    }),
  );
  if (edited)
    return <PromptEditor prompt={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />;
  return (
    <Dialog
      open
      shape="sheet"
      onOpenChange={onClose}
      title="Prompts"
      description="Yours, and those of the lab. In a message, / finds them by name."
    >
      {prompts.isError ? (
        <ErrorNote error={prompts.error} onRetry={() => void prompts.refetch()} />
      ) : !prompts.data ? (
        <SkeletonRows label="Loading the prompts" />
      ) : (
        <>
          {can('library:change-own') && (
            <Button small onClick={() => setEdited('new')}>
              New prompt
            </Button>
          )}
          {prompts.data.length === 0 && (
            <p className="py-4 text-muted">
              No prompt yet. Keep what you ask again and again, with {'{{variables}}'} for what changes.
            </p>
          )}
          <ul className="chat-library mt-3">
            {prompts.data.map((it) => (
              <li key={it.id}>
                <button type="button" onClick={() => onUse(it)}>
                  <b>/{it.name}</b> <span className="text-sm">{it.description}</span>
                  <small>
                    {it.ownerName ?? (it.shared ? 'yours, shared with the lab' : 'yours')} · version{' '}
                    {it.version}
                  </small>
                </button>
                <Button
                  small
                  look="quiet"
                  aria-label={`${it.mayChange ? 'Change' : 'Look at'} ${it.name}`}
                  onClick={() => setEdited(it)}
                >
                  {it.mayChange ? 'Change' : 'Look'}
                </Button>
                {it.mayChange && (
                  <Button small look="quiet" aria-label={`Delete ${it.name}`} onClick={() => setLeaving(it)}>
                    Delete
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={(open) => !open && setLeaving(null)}
        title={`Delete the prompt /${leaving?.name ?? ''}?`}
        keepLabel="Keep it"
        confirmLabel="Delete prompt"
        busyLabel="Deleting…"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate({ id: leaving.id })}
      >
        {leaving?.shared ? 'The lab loses it with all its versions.' : 'It goes with all its versions.'}{' '}
        Questions that were asked with it stay.
      </ConfirmDialog>
    </Dialog>
  );
}
