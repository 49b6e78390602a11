'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMonth } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField, TextAreaField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import type { StatementView } from './cost-words.ts';

const AMOUNT = /^[-−+]?\d{1,8}([.,]\d{1,2})?$/;

/** `12`, `-12,50`: undefined where it is no amount, or nothing. */
function amountOf(text: string): number | undefined {
  const tidy = text.trim();
  if (!AMOUNT.test(tidy)) return undefined;
  return Number(tidy.replace('−', '-').replace(',', '.')) || undefined;
}

/** Money on a team's statement, or off it. */
export default function EntryDialog({
  statement,
  onClose,
}: {
  statement: StatementView;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [id] = useState(newId);
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const { month, teamId, teamName, frozenAt, tariffs } = statement;
  const add = useMutation(
    trpc.costs.addEntry.mutationOptions({
      onSuccess: (entry) => {
        void queries.invalidateQueries(trpc.costs.pathFilter());
        toast.done(`Added to ${formatMonth(`${entry.month}-01`)}`);
        onClose();
      },
    }),
  );
  const amount = amountOf(text);
  const name = formatMonth(`${month}-01`);
  return (
    <FormDialog
      title={`Adjust ${name} of ${teamName ?? 'no team'}`}
      description={
        frozenAt
          ? `${name} is frozen: the entry stands on this month’s statement and says that it corrects ${name}.`
          : 'The entry stands on this statement with your name. It can’t be changed later; another one can take it back.'
      }
      submitLabel="Add the entry"
      busyLabel="Adding…"
      sending={add}
      canSubmit={amount !== undefined && reason.trim() !== ''}
      onSubmit={() => amount !== undefined && add.mutate({ id, month, teamId, amount, reason })}
      onClose={onClose}
    >
      <InputField
        label={`Amount in ${tariffs.at(-1)?.tariff.currency ?? 'the lab’s currency'}`}
        hint="With a minus it is taken off."
        required
        inputMode="text"
        maxLength={12}
        placeholder="−12.50"
        error={text.trim() !== '' && amount === undefined ? 'Write an amount as 12.50 or −12.50.' : null}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <TextAreaField
        label="Why"
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}
