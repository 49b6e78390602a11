'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormError } from '../ui/error-note.tsx';
import { SelectField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import type { BulkQuestion } from './bulk-bar.tsx';
import { bulkFields, changesOf, sharedDraft } from './bulk-fields.ts';
import { BulkPreview, countWords } from './bulk-preview.tsx';
import { CustomFieldInput, useCustomFields } from './custom-fields.tsx';
import { FieldInput } from './field-input.tsx';
import type { Row } from './types.ts';
import { useBulkPreview } from './use-bulk-preview.ts';

type Props = {
  rows: readonly Row[];
  question: BulkQuestion;
  onClose: () => void;
  onDone: () => void;
};

/** One field for all the chosen Macs: what would become of each, and only then the change. */
export default function BulkDialog({ rows, question, onClose, onDone }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { currency } = useMe().lab;
  const { inUse } = useCustomFields();
  const { data: choices } = useQuery(trpc.register.choices.queryOptions());
  const fields = bulkFields(inUse);
  const [fieldId, setFieldId] = useState(question.fieldId ?? 'location');
  const field = fields.find((it) => it.id === fieldId) ?? fields[0]!;
  // Null until something was entered: empty is a value too.
  const [entered, setEntered] = useState<string | null>(question.draft || null);
  const draft = entered ?? sharedDraft(field, rows);
  const isTouched = entered !== null;
  const read = changesOf(field, draft);
  const error = isTouched && 'problem' in read ? read.problem : null;
  const changes = isTouched && 'changes' in read ? read.changes : null;
  const preview = useBulkPreview(
    rows.map((it) => it.asset.id),
    changes,
  );
  const edit = useMutation(
    trpc.register.bulkEdit.mutationOptions({
      onSuccess: ({ changed }) => {
        void queries.invalidateQueries(trpc.register.pathFilter());
        toast.done(`${field.label} of ${changed === 1 ? 'one Mac' : `${changed} Macs`} is changed`);
        onDone();
      },
      // Somebody else was there first: the preview shows what is so now.
      onError: () => preview.again(),
    }),
  );
  const ready = preview.data?.rows.filter((it) => it.verdict === 'changes') ?? [];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={`Change ${rows.length === 1 ? rows[0]!.asset.name : `${rows.length} Macs`}`}
      description="Nothing is written before you have seen what becomes of each."
    >
      <div className="grid gap-4 tablet:grid-cols-2">
        <SelectField
          label="Field"
          options={fields.map((it) => ({ value: it.id, label: it.label }))}
          value={field.id}
          onChange={(event) => {
            setFieldId(event.target.value);
            setEntered(null);
          }}
        />
        {field.custom ? (
          <CustomFieldInput field={field.custom} draft={draft} error={error} onChange={setEntered} />
        ) : (
          <FieldInput
            field={field.register}
            label="New value"
            currency={currency}
            choices={choices}
            draft={draft}
            error={error}
            onChange={setEntered}
          />
        )}
      </div>
      {!isTouched && draft === '' && field.register?.kind !== 'status' && (
        <p className="pt-3 text-sm text-muted">
          Enter the new value, or{' '}
          <button type="button" className="link min-h-6" onClick={() => setEntered('')}>
            leave it empty for all
          </button>
          .
        </p>
      )}
      <BulkPreview preview={preview} field={field} draft={draft} around={{ currency, choices }} />
      <FormError error={edit.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="primary"
          disabled={ready.length === 0 || preview.isOld}
          busyLabel={edit.isPending ? 'Changing…' : null}
          onClick={() =>
            changes && edit.mutate({ machines: ready.map(({ id, revision }) => ({ id, revision })), changes })
          }
        >
          {ready.length === 0 ? 'Change' : `Change ${countWords(ready.length)}`}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
