'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { CustomFieldInput } from '../ui/custom-field-input.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import type { BulkQuestion } from './bulk-bar.tsx';
import { BulkPreview, countWords } from './bulk-preview.tsx';
import { FieldInput } from './field-input.tsx';
import type { ChoicesView, Row } from './types.ts';
import { useBulkDraft } from './use-bulk-draft.ts';
import { useBulkPreview } from './use-bulk-preview.ts';

type Props = {
  rows: readonly Row[];
  question: BulkQuestion;
  onClose: () => void;
  onDone: () => void;
};

const RETIRE = 'retire';

/** One field for all the chosen Macs: what would become of each, and only then the change. */
export default function BulkDialog({ rows, question, onClose, onDone }: Props) {
  const trpc = useTRPC();
  const { currency } = useMe().lab;
  const { data: choices } = useQuery(trpc.register.choices.queryOptions());
  const asked = useBulkDraft(rows, question);
  const { field, draft, changes } = asked;
  const ids = rows.map((it) => it.asset.id);
  const preview = useBulkPreview(ids, changes);
  const edit = useBulkEdit(field.label, preview.again, onDone);
  const [typed, setTyped] = useState('');
  const ready = preview.data?.rows.filter((it) => it.verdict === 'changes') ?? [];
  const isRetiring = field.id === 'status' && draft === 'retired' && ready.length > 0;
  const isHeldBack = isRetiring && typed.trim().toLowerCase() !== RETIRE;
  const whose = rows.length === 1 ? rows[0]!.asset.name : `${rows.length} Macs`;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={question.fieldId === null ? `Change ${whose}` : `${field.label} of ${whose}`}
      description="Nothing is written before you have seen what becomes of each."
    >
      <Value asked={asked} canChoose={question.fieldId === null} currency={currency} choices={choices} />
      <BulkPreview preview={preview} field={field} draft={draft} around={{ currency, choices }} />
      {isRetiring && <Retiring typed={typed} onType={setTyped} />}
      <FormError error={edit.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="primary"
          disabled={ready.length === 0 || preview.isOld || isHeldBack}
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

function useBulkEdit(label: string, again: () => void, onDone: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.register.bulkEdit.mutationOptions({
      onSuccess: ({ changed }) => {
        void queries.invalidateQueries(trpc.register.pathFilter());
        toast.done(`${label} of ${countWords(changed)} is changed`);
        onDone();
      },
      // Somebody else was there first: the preview shows what is so now.
      onError: again,
    }),
  );
}

type ValueProps = {
  asked: ReturnType<typeof useBulkDraft>;
  canChoose: boolean;
  currency: string;
  choices: ChoicesView | undefined;
};

function Value({ asked, canChoose, currency, choices }: ValueProps) {
  const { fields, field, draft, isEntered, problem, enter, choose } = asked;
  const common = { draft, error: problem, onChange: enter };
  const canBeEmpty = field.custom !== null || !['status', 'ownership'].includes(field.register.kind);
  return (
    <>
      <div className="grid gap-4 tablet:grid-cols-2">
        {canChoose && (
          <SelectField
            label="Field"
            options={fields.map((it) => ({ value: it.id, label: it.label }))}
            value={field.id}
            onChange={(event) => choose(event.target.value)}
          />
        )}
        {field.custom ? (
          <CustomFieldInput field={field.custom} {...common} />
        ) : (
          <FieldInput
            field={field.register}
            label="New value"
            currency={currency}
            choices={choices}
            {...common}
          />
        )}
      </div>
      {!isEntered && canBeEmpty && (
        <p className="pt-3 text-sm text-muted">
          Enter the new value, or{' '}
          <button type="button" className="link min-h-6" onClick={() => enter('')}>
            leave it empty for all
          </button>
          .
        </p>
      )}
    </>
  );
}

/** It can't simply be taken back, so it is asked for by hand. */
function Retiring({ typed, onType }: { typed: string; onType: (typed: string) => void }) {
  return (
    <div className="pt-4">
      <p className="pb-3 text-sm text-text-2">
        Nobody can book a retired Mac any more, and its agent ends: to bring it back, join it anew. Its
        sessions and figures stay in the reports.
      </p>
      <InputField
        label={`Type ${RETIRE} to go on`}
        autoComplete="off"
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
    </div>
  );
}
