'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDateTime, formatDay } from '@/shared/domain/format.ts';
import { WALL_LINK_DAYS } from '@/shared/schemas/wall.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { TakeBackRow } from '../ui/take-back-row.tsx';
import { toast } from '../ui/toast.tsx';
import type { WallLinkView } from './types.ts';

/** Links under which screens show the wall with nobody signed in: made, told once, taken back. */
export function WallLinks() {
  const trpc = useTRPC();
  const list = useQuery(trpc.walls.links.queryOptions({}));
  return (
    <main id="main" className="page-body max-w-[44rem]">
      <h2 className="border-b border-border-strong pb-2">Screens</h2>
      <p className="pt-2 text-sm text-muted">
        A link of its own shows the wall on a screen where nobody is signed in. Whoever has it reads the wall
        and nothing else: no purposes of bookings, no chats, no other page.
      </p>
      {list.isPending && <SkeletonRows label="Loading the links" count={2} />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <EmptyState title="No screen has a link yet">
          Make one below, and open it once on the screen.
        </EmptyState>
      )}
      <ul>
        {list.data?.map((it) => (
          <LinkRow key={it.id} link={it} />
        ))}
      </ul>
      <MakeLink />
    </main>
  );
}

function LinkRow({ link }: { link: WallLinkView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const revoke = useMutation(
    trpc.walls.revokeLink.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.walls.links.pathFilter());
        toast.done(`The link ${link.name} is taken back`);
      },
    }),
  );
  const { expiresAt, seenAt } = link;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= nowMs;
  const until =
    expiresAt === null ? 'until it is taken back' : `until ${formatDateTime(expiresAt, zone, nowMs)}`;
  const facts = [
    link.showsNames ? 'with names of people' : 'without names of people',
    isOver ? `ran out ${formatDay(expiresAt, zone, nowMs)}` : until,
    seenAt ? `last seen ${formatDateTime(seenAt, zone, nowMs)}` : 'not opened yet',
  ];
  return (
    <TakeBackRow
      title={link.name}
      facts={facts.join(' · ')}
      name={`the link ${link.name}`}
      word="link"
      busy={revoke.isPending}
      error={revoke.error}
      onTakeBack={(done) => revoke.mutate({ id: link.id }, { onSuccess: done })}
    >
      Screens that show the wall by it go blank within seconds. A new link has another address.
    </TakeBackRow>
  );
}

const LASTING = [
  { value: '', label: 'until it is taken back' },
  ...WALL_LINK_DAYS.map((it) => ({ value: String(it), label: it === 1 ? 'for a day' : `for ${it} days` })),
];

function MakeLink() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [showsNames, setShowsNames] = useState(true);
  const [days, setDays] = useState('');
  const make = useMutation(
    trpc.walls.makeLink.mutationOptions({
      onSuccess: () => {
        setName('');
        void queries.invalidateQueries(trpc.walls.links.pathFilter());
      },
    }),
  );
  const lasts = WALL_LINK_DAYS.find((it) => String(it) === days) ?? null;
  return (
    <form
      className="flex flex-col items-start gap-3 pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ name, showsNames, days: lasts });
      }}
    >
      <div className="flex w-full flex-wrap gap-3">
        <InputField
          className="min-w-56 flex-1"
          label="Where the screen is"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={60}
          required
        />
        <SelectField
          label="The link works"
          value={days}
          options={LASTING}
          onChange={(event) => setDays(event.target.value)}
        />
      </div>
      <Checkbox checked={showsNames} onChange={(event) => setShowsNames(event.target.checked)}>
        Show names of people, as far as the lab’s rules show them to everybody
      </Checkbox>
      <FormError error={make.error} />
      <Button
        type="submit"
        look="primary"
        busyLabel={make.isPending ? 'Making…' : null}
        disabled={name.trim() === ''}
      >
        Make a link
      </Button>
      {make.data && (
        <div role="status" className="w-full">
          <p className="pb-2 text-sm">
            Open it once on the screen, or make it the page that its browser starts with. It is not shown
            again.
          </p>
          <CopyBlock label="Link for the screen" text={make.data.url} />
        </div>
      )}
    </form>
  );
}
