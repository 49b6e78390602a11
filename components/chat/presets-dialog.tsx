'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { countChanged } from '@/shared/domain/chat-settings.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import './library.css';
import type { PresetView } from './types.ts';
import { useLibraryChanged, usePresets } from './use-presets.ts';

/** All presets: which one new chats begin with, and those that are of no use any more. */
export default function PresetsDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const presets = usePresets();
  const changed = useLibraryChanged();
  const can = useCan();
  const [leaving, setLeaving] = useState<PresetView | null>(null);
  const asDefault = useMutation(
    trpc.chatLibrary.setDefaultPreset.mutationOptions({ onSuccess: changed, onError: toast.failed }),
  );
  const remove = useMutation(
    trpc.chatLibrary.deletePreset.mutationOptions({
      onSuccess: async () => {
        await changed();
        setLeaving(null);
      },
    }),
  );
  return (
    <Dialog open onOpenChange={onClose} title="Presets" description="Yours, and those of the lab.">
      {presets.isError ? (
        <ErrorNote error={presets.error} onRetry={() => void presets.refetch()} />
      ) : !presets.data ? (
        <SkeletonRows label="Loading the presets" />
      ) : presets.data.length === 0 ? (
        <p className="py-4 text-muted">
          No preset yet. Set a chat as you like it, then save that as a preset.
        </p>
      ) : (
        <ul className="chat-library">
          {presets.data.map((it) => (
            <li key={it.id}>
              <span>
                <b>{it.name}</b> {it.isDefault && <Tag tone="mine">for new chats</Tag>}
                <small>{tell(it)}</small>
              </span>
              {can('library:change-own') && (
                <Button
                  small
                  look="quiet"
                  onClick={() => asDefault.mutate({ id: it.isDefault ? null : it.id })}
                  aria-label={`${it.isDefault ? 'Not for new chats' : 'For new chats'}: ${it.name}`}
                >
                  {it.isDefault ? 'Not for new chats' : 'For new chats'}
                </Button>
              )}
              {it.mayChange && (
                <Button small look="quiet" aria-label={`Delete ${it.name}`} onClick={() => setLeaving(it)}>
                  Delete
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={(open) => !open && setLeaving(null)}
        title={`Delete the preset ${leaving?.name ?? ''}?`}
        keepLabel="Keep it"
        confirmLabel="Delete preset"
        busyLabel="Deleting…"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate({ id: leaving.id })}
      >
        {leaving?.shared
          ? 'The lab has it no more. Chats that were set by it stay as they are.'
          : 'Chats that were set by it stay as they are.'}
      </ConfirmDialog>
    </Dialog>
  );
}

function tell({ ownerName, shared, systemPrompt, settings }: PresetView): string {
  const whose = ownerName ? `by ${ownerName}` : shared ? 'yours, shared with the lab' : 'yours';
  const changed = countChanged('', settings);
  const says =
    systemPrompt === ''
      ? 'no system prompt'
      : `“${systemPrompt.slice(0, 80)}${systemPrompt.length > 80 ? '…' : ''}”`;
  return `${whose} · ${says} · ${changed === 0 ? 'default settings' : `${changed} ${changed === 1 ? 'setting' : 'settings'} changed`}`;
}
