'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Plus } from 'lucide-react';
import { useState } from 'react';
import { CUSTOM_KIND_LABEL } from '@/shared/domain/custom-values.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { useCustomFields } from './use-custom-fields.ts';
import { FieldForm } from './field-form.tsx';
import type { CustomFieldView } from './types.ts';

const ICON = { 'aria-hidden': true, size: 16, strokeWidth: 1.6 } as const;

/** The lab's own fields: added, renamed, put in order, retired. One at a time is open in a form. */
export default function FieldsDialog({ onClose }: { onClose: () => void }) {
  const { all, inUse, isPending, error, refetch } = useCustomFields();
  const [edited, setEdited] = useState<CustomFieldView | 'new' | null>(null);
  const retired = all.filter((it) => it.retiredAt !== null);
  if (edited !== null)
    return <FieldForm field={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Fields of your own"
      description="Asked for with every Mac, beside those the register has. Columns shows them in the table."
    >
      {isPending && <SkeletonRows label="Loading the fields" count={3} />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!isPending && all.length === 0 && (
        <p className="py-3 text-text-2">None yet. A cost centre, say, or whether a Mac has a lock.</p>
      )}
      <ul aria-label="Fields in use">
        {inUse.map((field, index) => (
          <FieldLine
            key={field.id}
            field={field}
            index={index}
            count={inUse.length}
            onEdit={() => setEdited(field)}
          />
        ))}
      </ul>
      {retired.length > 0 && (
        <>
          <h3 className="pt-4 text-muted">Retired: no longer asked for, what was entered stays</h3>
          <ul aria-label="Retired fields">
            {retired.map((field) => (
              <RetiredLine key={field.id} field={field} />
            ))}
          </ul>
        </>
      )}
      <DialogActions>
        <Button icon={<Plus {...ICON} />} onClick={() => setEdited('new')}>
          Add a field
        </Button>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function useChanges() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries(trpc.register.customFields.pathFilter());
  const options = { onSuccess: again, onError: toast.failed };
  return {
    save: useMutation(trpc.register.saveCustomField.mutationOptions(options)),
    retire: useMutation(trpc.register.retireCustomField.mutationOptions(options)),
  };
}

type LineProps = { field: CustomFieldView; index: number; count: number; onEdit: () => void };

function FieldLine({ field, index, count, onEdit }: LineProps) {
  const { save, retire } = useChanges();
  const { id, label, kind, choices, uses } = field;
  const move = (position: number) => save.mutate({ id, label, kind, choices, position });
  const remove = (): void =>
    retire.mutate(
      { id, isRetired: true },
      { onSuccess: () => toast.done(`${label} is retired`, () => retire.mutate({ id, isRetired: false })) },
    );
  return (
    <li className="flex flex-wrap items-center gap-x-2 border-t border-border py-1.5 first:border-t-0">
      <span className="min-w-0 flex-1">
        <b className="[overflow-wrap:anywhere]">{label}</b>
        <span className="block text-xs text-muted">
          {CUSTOM_KIND_LABEL[kind]}
          {kind === 'choice' && `: ${choices.join(', ')}`}
          {` · ${uses === 0 ? 'nothing entered' : uses === 1 ? 'one Mac' : `${uses} Macs`}`}
        </span>
      </span>
      <IconButton label={`Move ${label} up`} disabled={index === 0} onClick={() => move(index - 1)}>
        <ArrowUp {...ICON} />
      </IconButton>
      <IconButton label={`Move ${label} down`} disabled={index === count - 1} onClick={() => move(index + 1)}>
        <ArrowDown {...ICON} />
      </IconButton>
      <Button small aria-label={`Change ${label}`} onClick={onEdit}>
        Change…
      </Button>
      <Button small look="danger" aria-label={`Retire ${label}`} onClick={remove}>
        Retire
      </Button>
    </li>
  );
}

function RetiredLine({ field: { id, label, uses } }: { field: CustomFieldView }) {
  const { retire } = useChanges();
  return (
    <li className="flex items-center gap-2 border-t border-border py-1.5 first:border-t-0">
      <span className="min-w-0 flex-1 text-text-2">
        {label}{' '}
        <span className="text-xs text-muted">{uses > 0 && (uses === 1 ? 'one Mac' : `${uses} Macs`)}</span>
      </span>
      <Button
        small
        aria-label={`Ask for ${label} again`}
        onClick={() => retire.mutate({ id, isRetired: false })}
      >
        Ask for it again
      </Button>
    </li>
  );
}
