'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { newId } from '../ui/new-id.ts';
import type { ConversationView } from './types.ts';
import { tagsOf } from './tags-of.ts';
import { useListChanged } from './use-list-changed.ts';

const NEW = 'new';

/** Where somebody keeps a chat: its folder and tags, theirs alone. */
export default function KeepDialog({ chat, onClose }: { chat: ConversationView; onClose: () => void }) {
  const trpc = useTRPC();
  const changed = useListChanged();
  const shelf = useQuery(trpc.chatShelf.get.queryOptions());
  const [folder, setFolder] = useState(chat.folderId ?? '');
  const [name, setName] = useState('');
  const [tags, setTags] = useState(chat.tags.join(', '));
  const saveFolder = useMutation(trpc.chatShelf.saveFolder.mutationOptions());
  const arrange = useMutation(trpc.chatShelf.arrange.mutationOptions());
  const keep = useMutation({
    mutationFn: async () => {
      const made =
        folder === NEW ? await saveFolder.mutateAsync({ id: newId(), name, systemPrompt: null }) : null;
      await arrange.mutateAsync({
        ids: [chat.id],
        folderId: made?.id ?? (folder || null),
        tags: tagsOf(tags),
      });
    },
    onSuccess: () => {
      changed();
      onClose();
    },
  });
  return (
    <FormDialog
      title="Folder and tags"
      description={`Where you keep “${chat.title}”. Others do not see it.`}
      submitLabel="Keep it there"
      busyLabel="Keeping…"
      sending={keep}
      canSubmit={folder !== NEW || name.trim() !== ''}
      onSubmit={() => keep.mutate()}
      onClose={onClose}
    >
      <SelectField
        label="Folder"
        value={folder}
        options={[
          { value: '', label: 'none' },
          ...(shelf.data?.folders ?? []).map((it) => ({ value: it.id, label: it.name })),
          { value: NEW, label: 'a new one' },
        ]}
        onChange={(event) => setFolder(event.target.value)}
      />
      {folder === NEW && (
        <InputField
          label="Name of the folder"
          value={name}
          maxLength={60}
          required
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <InputField
        label="Tags"
        hint="Parted by commas, ten at most."
        value={tags}
        maxLength={330}
        list="chat-tags"
        onChange={(event) => setTags(event.target.value)}
      />
      <datalist id="chat-tags">
        {(shelf.data?.tags ?? []).map((it) => (
          <option key={it.tag}>{it.tag}</option>
        ))}
      </datalist>
    </FormDialog>
  );
}
