'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { BUDGET_MEASURES, type BudgetMeasure } from '@/shared/domain/budgets.ts';
import { BUDGET_SCOPES } from '@/shared/schemas/budget.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { BudgetView } from './budgets-page.tsx';
import { priceOf } from './price-words.ts';

type Scope = (typeof BUDGET_SCOPES)[number];
const MEASURES: Record<BudgetMeasure, string> = {
  cost: 'cost of machine time',
  hours: 'machine-hours',
  tokens: 'tokens in and out',
  energy: 'energy, kWh',
};
const PERIODS = [
  { value: 'month', label: 'each month' },
  { value: 'all', label: 'in all' },
];
const ofKey = (measure: BudgetMeasure): boolean => measure === 'tokens' || measure === 'energy';

/** Of whom, how much of what, and what happens near its end. */
export default function BudgetDialog({
  budget,
  onClose,
}: {
  budget: BudgetView | null;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const choices = useQuery(trpc.budgets.choices.queryOptions({}));
  const [scope, setScope] = useState<Scope>(budget?.scope ?? 'team');
  const [ofId, setOfId] = useState(budget?.ofId ?? '');
  const [measure, setMeasure] = useState<BudgetMeasure>(budget?.measure ?? 'hours');
  const [amount, setAmount] = useState(budget ? String(budget.amount) : '');
  const [period, setPeriod] = useState<'month' | 'all'>(budget?.period ?? 'month');
  const [warn, setWarn] = useState(String(Math.round((budget?.warnShare ?? 0.8) * 100)));
  const [refuses, setRefuses] = useState(budget?.refuses ?? false);
  const save = useMutation(
    trpc.budgets.save.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.budgets.pathFilter());
        toast.done('Budget saved');
        onClose();
      },
    }),
  );
  const options = choices.data?.[scope] ?? [];
  const measures = BUDGET_MEASURES.filter((it) => scope !== 'key' || ofKey(it));
  const chosen = measures.includes(measure) ? measure : measures[0]!;
  const [read, share] = [priceOf(amount), Number(warn) / 100];
  const isShare = share >= 0.1 && share <= 1;
  return (
    <FormDialog
      title={budget ? 'Change the budget' : 'Add a budget'}
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      canSubmit={options.some((it) => it.id === ofId) && !!read && isShare}
      onSubmit={() =>
        read &&
        save.mutate({
          id: budget?.id ?? null,
          scope,
          ofId,
          measure: chosen,
          amount: read,
          period,
          warnShare: share,
          refuses,
        })
      }
      onClose={onClose}
    >
      {choices.isError && <ErrorNote error={choices.error} onRetry={() => void choices.refetch()} />}
      <div className="grid gap-4 tablet:grid-cols-2">
        <SelectField
          label="Of a"
          options={BUDGET_SCOPES.map((value) => ({ value, label: value }))}
          value={scope}
          onChange={(event) => {
            setScope(event.target.value as Scope);
            setOfId('');
          }}
        />
        <SelectField
          label="Which"
          required
          options={[
            { value: '', label: 'Choose…' },
            ...options.map((it) => ({ value: it.id, label: it.name })),
          ]}
          value={ofId}
          onChange={(event) => setOfId(event.target.value)}
        />
        <SelectField
          label="Of what"
          options={measures.map((value) => ({ value, label: MEASURES[value] }))}
          value={chosen}
          onChange={(event) => setMeasure(event.target.value as BudgetMeasure)}
        />
        <SelectField
          label="For"
          options={PERIODS}
          value={period}
          onChange={(event) => setPeriod(event.target.value as 'month' | 'all')}
        />
        <InputField
          label={chosen === 'cost' ? `Amount in ${choices.data?.currency ?? 'the lab’s currency'}` : 'Amount'}
          required
          inputMode="decimal"
          maxLength={13}
          error={amount.trim() !== '' && !read ? 'Write a number above 0, as 350 or 350.50.' : null}
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
        />
        <InputField
          label="Warn from, %"
          inputMode="numeric"
          maxLength={3}
          error={isShare ? null : 'From 10 to 100.'}
          value={warn}
          onChange={(event) => setWarn(event.target.value)}
        />
      </div>
      <Checkbox checked={refuses} onChange={(event) => setRefuses(event.target.checked)}>
        Refuse what goes over it
      </Checkbox>
    </FormDialog>
  );
}
