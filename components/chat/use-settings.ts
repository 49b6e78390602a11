'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import type { ConversationDetailView, SettingsView } from './types.ts';

type Set = { systemPrompt: string; settings: SettingsView };

/** A chat's settings: shown at once as they were set, and back as they were when the portal refuses. */
export function useSettings(chat: ConversationDetailView) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const key = trpc.chat.get.queryKey({ id: chat.id });
  const save = useMutation(trpc.chat.setSettings.mutationOptions());
  const show = (set: Set): void =>
    void client.setQueryData<ConversationDetailView>(key, (known) => known && { ...known, ...set });
  const set = (change: Partial<Set>): void => {
    const { systemPrompt, settings } = client.getQueryData<ConversationDetailView>(key) ?? chat;
    const before = { systemPrompt, settings };
    const next = { ...before, ...change };
    show(next);
    save.mutate(
      { id: chat.id, ...next },
      {
        onError: (error) => {
          show(before);
          toast.failed(error);
        },
      },
    );
  };
  return {
    set,
    /** Undefined is back to the default. */
    setOne<K extends keyof SettingsView>(field: K, value: SettingsView[K] | undefined): void {
      const { settings } = client.getQueryData<ConversationDetailView>(key) ?? chat;
      const { [field]: _, ...rest } = settings;
      set({ settings: value === undefined ? rest : { ...settings, [field]: value } });
    },
  };
}
