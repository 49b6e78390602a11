'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { formatDay, formatGigabytes } from '@/shared/domain/format.ts';
import { LARGEST_ATTACHMENT_BYTES, MOST_ATTACHMENTS } from '@/shared/schemas/attachment.ts';
import { useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { toast } from '../../ui/toast.tsx';
import type { AttachmentView, MachineDetailView } from '../types.ts';
import { HeadButton, SectionHead } from './section-head.tsx';
import { sendAttachment } from './send-attachment.ts';

const ACCEPTED = '.pdf,.png,.jpg,.jpeg,.heic,.heif,.webp,.txt,.log,.csv';

/** Its invoice, a photo: for those who keep the register. */
export function Attachments({ machine }: { machine: MachineDetailView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [asked, setAsked] = useState<AttachmentView | null>(null);
  const attachments = useQuery(trpc.asset.attachments.queryOptions({ machineId: machine.id }));
  const filter = trpc.asset.attachments.queryFilter({ machineId: machine.id });
  const send = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const refused = await sendAll(machine.id, files);
      if (refused.length > 0) throw new Error(refused.join(' '));
    },
    onSettled: () => queries.invalidateQueries(filter),
  });
  const rows = attachments.data ?? [];
  return (
    <section aria-label="Attachments">
      <SectionHead
        title="Attachments"
        meta={rows.length > 0 && `${rows.length} of ${MOST_ATTACHMENTS}`}
        end={
          <HeadButton onClick={() => !send.isPending && input.current?.click()}>
            {send.isPending ? 'Sending…' : 'Attach…'}
          </HeadButton>
        }
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label={`Files to attach to ${machine.name}`}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          // The same file can be chosen again after it was refused.
          target.value = '';
          if (files.length > 0) send.mutate(files);
        }}
      />
      {send.error && (
        <div className="pt-2">
          <ErrorNote error={send.error} />
        </div>
      )}
      {attachments.error && (
        <ErrorNote error={attachments.error} onRetry={() => void attachments.refetch()} />
      )}
      {attachments.data?.length === 0 && (
        <p className="py-2 text-sm text-muted">
          None. An invoice, a photo: PDF, pictures, text or CSV up to{' '}
          {formatGigabytes(LARGEST_ATTACHMENT_BYTES)} each.
        </p>
      )}
      <ul>
        {rows.map((it) => (
          <AttachmentRow key={it.id} attachment={it} onDelete={() => setAsked(it)} />
        ))}
      </ul>
      {asked && <DeleteAttachment machine={machine} attachment={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

/** One after the other; what was refused is told of each, and costs the others nothing. */
async function sendAll(machineId: string, files: readonly File[]): Promise<string[]> {
  const refused: string[] = [];
  for (const file of files)
    await sendAttachment(machineId, file).catch((error: Error) => void refused.push(error.message));
  return refused;
}

function AttachmentRow({ attachment, onDelete }: { attachment: AttachmentView; onDelete: () => void }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { id, name, sizeBytes, uploadedByName, createdAt } = attachment;
  return (
    <li className="flex items-start gap-2 border-t border-border py-2 text-sm first:border-t-0">
      <div className="min-w-0 flex-1">
        <a
          href={`/api/attachments/${id}`}
          download={name}
          className="font-medium [overflow-wrap:anywhere] hover:underline"
        >
          {name}
        </a>
        <span className="block text-muted">
          {formatGigabytes(sizeBytes)} · {uploadedByName ?? 'somebody who has left'} ·{' '}
          {formatDay(createdAt, zone, nowMs)}
        </span>
      </div>
      <Button small look="quiet" aria-label={`Delete ${name}`} onClick={onDelete}>
        Delete…
      </Button>
    </li>
  );
}

type DeleteProps = { machine: MachineDetailView; attachment: AttachmentView; onClose: () => void };

function DeleteAttachment({ machine, attachment, onClose }: DeleteProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries(trpc.asset.attachments.pathFilter());
  const remove = useMutation(
    trpc.asset.removeAttachment.mutationOptions({
      onSuccess: async () => {
        // Its row is gone before the focus looks for where to go.
        await again();
        toast.done(`${attachment.name} is deleted`);
        onClose();
      },
      onError: again,
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete ${attachment.name}?`}
      keepLabel="Keep it"
      confirmLabel="Delete attachment"
      busyLabel="Deleting…"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id: attachment.id })}
    >
      The file is gone from {machine.name} for everybody, and does not come back. That it was there stays in
      the audit.
    </ConfirmDialog>
  );
}
