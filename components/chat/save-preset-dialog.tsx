'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import type { ConversationDetailView } from './types.ts';
import { useLibraryChanged, usePresets } from './use-presets.ts';

type Props = { chat: ConversationDetailView; onClose: () => void };

/** A name for what this chat is set to; one’s own of that name is replaced. */
export default function SavePresetDialog({ chat, onClose }: Props) {
  const trpc = useTRPC();
  const changed = useLibraryChanged();
  const presets = usePresets();
  const [id] = useState(newId);
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [isDefault, setDefault] = useState(false);
  const asDefault = useMutation(trpc.chatLibrary.setDefaultPreset.mutationOptions());
  const save = useMutation(trpc.chatLibrary.savePreset.mutationOptions());
  const same = presets.data?.find((it) => it.ownerName === null && it.name === name.trim());
  const submit = async (): Promise<void> => {
    const { systemPrompt, settings } = chat;
    const preset = { id: same?.id ?? id, name: name.trim(), shared, systemPrompt, settings };
    try {
      await save.mutateAsync(preset);
      if (isDefault) await asDefault.mutateAsync({ id: preset.id });
    } catch {
      // Said above the buttons.
      return;
    }
    await changed();
    toast.done(`The preset ${preset.name} is saved`);
    onClose();
  };
  return (
    <FormDialog
      title="Save as preset"
      description="This chat’s system prompt and settings, to be put on others."
      submitLabel={same ? 'Replace preset' : 'Save preset'}
      busyLabel="Saving…"
      sending={{ isPending: save.isPending || asDefault.isPending, error: save.error ?? asDefault.error }}
      canSubmit={name.trim() !== ''}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <InputField
        label="Name"
        placeholder="Lab notes"
        value={name}
        maxLength={60}
        hint={same && 'You have a preset of this name: it is replaced.'}
        onChange={(event) => setName(event.target.value)}
      />
      <div>
        <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
          Share it with the lab
        </Checkbox>
        <Checkbox checked={isDefault} onChange={(event) => setDefault(event.target.checked)}>
          Begin my new chats with it
        </Checkbox>
      </div>
    </FormDialog>
  );
}
