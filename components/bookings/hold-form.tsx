'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { formatCountdown, formatMoney, formatRange, formatTime, listNames } from '@/shared/domain/format.ts';
import { landOn } from '../layout/landing.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { focusProblem } from '../ui/return-focus.ts';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { bookedWords } from './booking-words.ts';
import { useLeft } from './slot-row.tsx';
import { ProjectField } from './project-field.tsx';
import { TeamField } from './team-field.tsx';
import type { HoldView, SlotView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';
import { useWishId } from './use-wish-id.ts';

type Props = { hold: HoldView; slot: SlotView | null; onLetGo: () => void };

/** The time that is held, what it is for, and Book. */
export function HoldForm({ hold, slot, onLetGo }: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [purpose, setPurpose] = useState('');
  const [startModelId, setModel] = useState('');
  const [autoStart, setAutoStart] = useState(false);
  const [projectId, setProject] = useState<string | null>(null);
  const [teamId, setTeam] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const models = useModelsOn(hold);
  const { book, isPending, error } = useBookHeld(hold);
  const problem = purpose.trim() === '' ? 'Say what the booking is for.' : null;
  return (
    <form
      noValidate
      aria-label="Book what is held"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (problem) focusProblem(event.currentTarget);
        else
          book({
            purpose: purpose.trim(),
            projectId,
            teamId,
            ...(startModelId && { startModelId, autoStart }),
          });
      }}
    >
      <HeldFor hold={hold} />
      <p className="text-sm">
        <b>{formatRange(hold.startsAt, hold.endsAt, zone, nowMs)}</b>
        <span className="block text-text-2">{listNames(hold.machines.map((it) => it.name))}</span>
      </p>
      <InputField
        label="For"
        required
        maxLength={200}
        placeholder="Proof search, night 3"
        value={purpose}
        error={asked ? problem : null}
        onChange={(event) => setPurpose(event.target.value)}
      />
      <TeamField value={teamId} onChange={setTeam} />
      <ProjectField value={projectId} onChange={setProject} />
      {models.length > 0 && (
        <SelectField
          label="Start with"
          value={startModelId}
          options={[
            { value: '', label: 'Nothing yet' },
            ...models.map((it) => ({ value: it.id, label: it.title })),
          ]}
          onChange={(event) => setModel(event.target.value)}
        />
      )}
      {startModelId !== '' && (
        <Checkbox checked={autoStart} onChange={(event) => setAutoStart(event.target.checked)}>
          Start by itself at {formatTime(hold.startsAt, zone)}, and again after a failure that passes
        </Checkbox>
      )}
      <Cost slot={slot} />
      {slot?.approval && <p className="text-sm text-text-2">Somebody has to agree first: {slot.approval}</p>}
      <FormError error={error} repeatable />
      <div className="flex gap-2">
        <Button type="submit" look="primary" className="flex-1" busyLabel={isPending ? 'Booking…' : null}>
          {slot?.approval ? 'Ask for it' : 'Book'}
        </Button>
        <Button look="quiet" onClick={onLetGo}>
          Let go
        </Button>
      </div>
    </form>
  );
}

/** How long it is still held, as a number that can be read from afar and a bar. */
export function HeldFor({ hold }: { hold: HoldView }) {
  const zone = useZone();
  const leftMs = useLeft(hold);
  const wholeMs = Date.parse(hold.expiresAt) - Date.parse(hold.createdAt);
  return (
    <div>
      <p className="flex items-center gap-3">
        <b className="text-lg tabular-nums">{formatCountdown(leftMs)}</b>
        <span className="text-sm">
          {hold.waitId ? 'offered to you' : 'held for you'}
          <span className="block text-muted">until {formatTime(hold.expiresAt, zone, true)}</span>
        </span>
      </p>
      <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-unknown-soft">
        <span
          className="block h-full bg-accent"
          style={{ width: `${Math.min(100, (leftMs / wholeMs) * 100).toFixed(1)}%` }}
        />
      </span>
    </div>
  );
}

function Cost({ slot }: { slot: SlotView | null }) {
  if (!slot?.cost) return null;
  const { amount, currency, basis } = slot.cost;
  return (
    <section aria-label="Cost" className="text-sm">
      <p className="flex items-center gap-2 font-strong">
        Cost <Tag tone="estimate">estimate</Tag>
      </p>
      <p className="flex justify-between gap-3 pt-1">
        <span className="text-text-2">{basis}</span>
        <b>{formatMoney(amount, currency)}</b>
      </p>
    </section>
  );
}

/** Models that lie whole on every one of them. */
function useModelsOn(hold: HoldView): { id: string; title: string }[] {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.models.onMacs.queryOptions({}));
  return (data?.models ?? [])
    .filter((model) =>
      hold.machines.every(({ id }) =>
        model.holdings.some((it) => it.machineId === id && it.state !== 'problem'),
      ),
    )
    .map(({ id, facts }) => ({ id, title: facts.title }));
}

type What = {
  projectId: string | null;
  teamId: string | null;
  purpose: string;
  startModelId?: string;
  autoStart?: boolean;
};

function useBookHeld(hold: HoldView) {
  const trpc = useTRPC();
  const router = useRouter();
  const zone = useZone();
  const idOf = useWishId();
  const changed = useBookingsChanged();
  const create = useMutation(
    trpc.bookings.create.mutationOptions({
      onSuccess: (booking) => {
        changed();
        toast.done(bookedWords(booking, zone));
        landOn('next-step');
        router.push(`/bookings/${booking.id}`);
      },
    }),
  );
  return {
    isPending: create.isPending,
    error: create.error,
    book: (what: What): void => {
      const machineIds = hold.machines.map((it) => it.id);
      const wanted = { machineIds, startsAt: hold.startsAt, endsAt: hold.endsAt, holdId: hold.id, ...what };
      create.mutate({ id: idOf(wanted), ...wanted });
    },
  };
}
