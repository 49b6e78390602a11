'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { QualificationView } from './types.ts';

type Props = { qualification: QualificationView; onClose: () => void };

/** With it goes who had it: not to be taken back. */
export default function DeleteQualification({ qualification, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(
    trpc.qualifications.delete.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.qualifications.pathFilter());
        toast.done(`“${qualification.name}” deleted`);
        onClose();
      },
    }),
  );
  const held = qualification.holders?.length ?? 0;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete “${qualification.name}”?`}
      keepLabel="Keep it"
      confirmLabel="Delete qualification"
      busyLabel="Deleting…"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id: qualification.id })}
    >
      Anybody may book its machines then.
      {held > 0 && ` Who had it, ${held === 1 ? 'one person' : `${held} people`}, is forgotten.`}
    </ConfirmDialog>
  );
}
