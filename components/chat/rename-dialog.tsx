'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import type { ConversationView } from './types.ts';
import { useListChanged } from './use-list-changed.ts';

export default function RenameDialog({ chat, onClose }: { chat: ConversationView; onClose: () => void }) {
  const trpc = useTRPC();
  const changed = useListChanged();
  const [title, setTitle] = useState(chat.title);
  const rename = useMutation(
    trpc.chatShelf.rename.mutationOptions({
      onSuccess: () => {
        changed();
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title="Rename the chat"
      submitLabel="Rename"
      busyLabel="Renaming…"
      sending={rename}
      canSubmit={title.trim() !== ''}
      onSubmit={() => rename.mutate({ id: chat.id, title: title.trim() })}
      onClose={onClose}
    >
      <InputField
        label="Name"
        value={title}
        maxLength={120}
        required
        {...(chat.shared && { hint: 'Everybody of the lab sees it: the chat is shared.' })}
        onChange={(event) => setTitle(event.target.value)}
      />
    </FormDialog>
  );
}
