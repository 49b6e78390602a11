'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { InputField, TextAreaField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import type { FolderView } from './types.ts';
import { useListChanged } from './use-list-changed.ts';

/** A folder's name and what chats that begin in it are told first. */
export default function FolderDialog({
  folder,
  onClose,
}: {
  folder: FolderView | null;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const changed = useListChanged();
  const [id] = useState(folder?.id ?? newId());
  const [name, setName] = useState(folder?.name ?? '');
  const [prompt, setPrompt] = useState(folder?.systemPrompt ?? '');
  const done = (): void => {
    changed();
    onClose();
  };
  const save = useMutation(trpc.chatShelf.saveFolder.mutationOptions({ onSuccess: done }));
  const remove = useMutation(
    trpc.chatShelf.deleteFolder.mutationOptions({
      onSuccess: () => {
        toast.done(`The folder “${folder?.name}” is gone; its chats are in the list`);
        done();
      },
      onError: toast.failed,
    }),
  );
  return (
    <FormDialog
      title={folder ? `Folder “${folder.name}”` : 'New folder'}
      submitLabel={folder ? 'Save folder' : 'Make folder'}
      busyLabel="Saving…"
      sending={save}
      canSubmit={name.trim() !== ''}
      onSubmit={() => save.mutate({ id, name: name.trim(), systemPrompt: prompt.trim() || null })}
      onClose={onClose}
    >
      <InputField
        label="Name"
        value={name}
        maxLength={60}
        required
        onChange={(event) => setName(event.target.value)}
      />
      <TextAreaField
        label="System prompt"
        hint="Chats that you begin in this folder start with it. Empty: none."
        rows={4}
        maxLength={8000}
        value={prompt}
        onChange={(event) => setPrompt(event.target.value)}
      />
      {folder && (
        <Button
          look="danger"
          className="self-start"
          busyLabel={remove.isPending ? 'Deleting…' : null}
          onClick={() => remove.mutate({ id })}
        >
          Delete folder, keep its {folder.chats === 1 ? 'chat' : `${folder.chats} chats`}
        </Button>
      )}
    </FormDialog>
  );
}
