'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PlanLine, PlanSetAsked } from '@/shared/domain/purchase-plan/plan-set.ts';
import { NEW_LINE } from '@/shared/domain/purchase-plan/plan-set.ts';
import { MOST_LIFESPAN_MONTHS, MOST_OF_ONE, MOST_PLAN_LINES } from '@/shared/schemas/purchase-plan.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { InputField, SelectField } from '../../ui/field.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import type { SetView } from './types.ts';

type SetDialogProps = {
  set: PlanSetAsked;
  /** Today's machines, which can be left out. */
  own: SetView['machines'];
  onKeep: (set: PlanSetAsked) => void;
  onClose: () => void;
};

/** One set beside today's: what is bought, what for, and what goes. */
export default function SetDialog({ set, own, onKeep, onClose }: SetDialogProps) {
  const trpc = useTRPC();
  const catalogue = useQuery({ ...trpc.models.macCatalogue.queryOptions({}), staleTime: Infinity });
  const kinds = (catalogue.data ?? []).filter((it) => it.memoryGb.length > 0);
  const [lines, setLines] = useState<PlanLine[]>(set.lines);
  const [without, setWithout] = useState<string[]>(set.without);
  const wanted = lines.filter((it) => it.catalogId !== '');
  const problem = wanted.map(problemOf).find((it) => it !== null) ?? null;
  const change = (at: number, part: Partial<PlanLine>): void =>
    setLines((all) => all.with(at, { ...all[at]!, ...part }));
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title="A set beside today’s"
      description="Today’s machines with others, or without some. Prices and watts are yours to enter: the catalogue knows no prices."
    >
      {catalogue.isPending && <SkeletonRows label="Loading the catalogue" count={4} />}
      {catalogue.isError && <ErrorNote error={catalogue.error} onRetry={() => void catalogue.refetch()} />}
      {catalogue.data && (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted.length + without.length > 0 && problem === null) onKeep({ lines: wanted, without });
          }}
        >
          {lines.map((line, at) => (
            <LineFields key={at} line={line} at={at} kinds={kinds} onChange={(part) => change(at, part)} />
          ))}
          <span className="flex flex-wrap gap-2">
            {lines.length < MOST_PLAN_LINES && (
              <Button onClick={() => setLines([...lines, { catalogId: '', memoryGb: 0, ...NEW_LINE }])}>
                Another kind of Mac
              </Button>
            )}
          </span>
          {own.length > 0 && (
            <fieldset>
              <legend className="pb-1 text-sm font-medium">Without these of today’s</legend>
              <div className="plan-without">
                {own.map((it) => (
                  <Checkbox
                    key={it.id}
                    checked={without.includes(it.id)}
                    onChange={(event) =>
                      setWithout(
                        event.target.checked ? [...without, it.id] : without.filter((id) => id !== it.id),
                      )
                    }
                  >
                    {it.name} <small className="text-muted">{it.kind}</small>
                  </Checkbox>
                ))}
              </div>
            </fieldset>
          )}
          {problem && (
            <p role="alert" className="text-sm text-fault-text">
              {problem}
            </p>
          )}
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              look="primary"
              disabled={wanted.length + without.length === 0 || problem !== null}
            >
              Replay with it
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}

function problemOf({ price, currency, idleWatts, maxWatts }: PlanLine): string | null {
  if (price !== null && !/^[A-Z]{3}$/.test(currency ?? ''))
    return 'A price needs its currency: three capital letters, such as EUR.';
  if ((idleWatts === null) !== (maxWatts === null)) return 'Enter both watts, idle and at most, or neither.';
  if (idleWatts !== null && maxWatts !== null && idleWatts > maxWatts)
    return 'Watts at most are less than idle.';
  return null;
}

type Kind = {
  id: string;
  name: string;
  memoryGb: number[];
  idleWatts: number | null;
  maxWatts: number | null;
  rdma: { capable: boolean | null };
};
type LineFieldsProps = {
  line: PlanLine;
  at: number;
  kinds: readonly Kind[];
  onChange: (part: Partial<PlanLine>) => void;
};

const whole = (value: string, most: number): number =>
  Math.min(most, Math.max(1, Math.floor(Number(value)) || 1));
const number = (value: string): number | null => (value === '' ? null : Math.max(0, Number(value)));

function LineFields({ line, at, kinds, onChange }: LineFieldsProps) {
  const kind = kinds.find((it) => it.id === line.catalogId);
  const choose = (id: string): void => {
    const next = kinds.find((it) => it.id === id);
    onChange({
      catalogId: id,
      memoryGb: next?.memoryGb.includes(line.memoryGb)
        ? line.memoryGb
        : Math.max(0, ...(next?.memoryGb ?? [])),
      ...(next?.rdma.capable !== true && { isCabled: false }),
    });
  };
  return (
    <fieldset className="plan-line">
      <legend className="sr-only">Kind {at + 1}</legend>
      <SelectField
        label="Kind of Mac"
        className="plan-kind"
        value={line.catalogId}
        options={[{ value: '', label: 'None' }, ...kinds.map((it) => ({ value: it.id, label: it.name }))]}
        onChange={(event) => choose(event.target.value)}
      />
      {kind && (
        <>
          <SelectField
            label="Memory"
            value={String(line.memoryGb)}
            options={kind.memoryGb.map((it) => ({ value: String(it), label: `${it} GB` }))}
            onChange={(event) => onChange({ memoryGb: Number(event.target.value) })}
          />
          <InputField
            label="How many"
            type="number"
            min={1}
            max={MOST_OF_ONE}
            value={line.count}
            onChange={(event) => onChange({ count: whole(event.target.value, MOST_OF_ONE) })}
          />
          <InputField
            label="Price of one"
            type="number"
            min={0}
            step="any"
            value={line.price ?? ''}
            hint="none: no cost told"
            onChange={(event) => {
              const price = number(event.target.value);
              onChange({ price, currency: price === null ? null : (line.currency ?? '') });
            }}
          />
          <InputField
            label="Currency"
            maxLength={3}
            placeholder="EUR"
            value={line.currency ?? ''}
            disabled={line.price === null}
            onChange={(event) => onChange({ currency: event.target.value.toUpperCase() })}
          />
          <InputField
            label="Months it lasts"
            type="number"
            min={1}
            max={MOST_LIFESPAN_MONTHS}
            value={line.lifespanMonths}
            onChange={(event) =>
              onChange({ lifespanMonths: whole(event.target.value, MOST_LIFESPAN_MONTHS) })
            }
          />
          <InputField
            label="Worth then"
            type="number"
            min={0}
            step="any"
            value={line.residualPrice ?? ''}
            disabled={line.price === null}
            onChange={(event) => onChange({ residualPrice: number(event.target.value) })}
          />
          <InputField
            label="Watts idle"
            type="number"
            min={0}
            max={10_000}
            step="any"
            value={line.idleWatts ?? ''}
            hint={kind.idleWatts === null ? 'not published' : `Apple: ${kind.idleWatts} W`}
            onChange={(event) => onChange({ idleWatts: number(event.target.value) })}
          />
          <InputField
            label="Watts at most"
            type="number"
            min={0}
            max={10_000}
            step="any"
            value={line.maxWatts ?? ''}
            hint={kind.maxWatts === null ? 'not published' : `Apple: ${kind.maxWatts} W`}
            onChange={(event) => onChange({ maxWatts: number(event.target.value) })}
          />
          <Checkbox
            className="plan-cabled"
            checked={line.isCabled}
            disabled={kind.rdma.capable !== true}
            onChange={(event) => onChange({ isCabled: event.target.checked })}
          >
            Cabled to each other for RDMA
            <small className="text-muted">
              {kind.rdma.capable === true ? 'Thunderbolt 5' : 'no Thunderbolt 5, or not established'}
            </small>
          </Checkbox>
        </>
      )}
    </fieldset>
  );
}
