'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { TextAreaField } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { toast } from '../ui/toast.tsx';
import { LastChanged } from './last-changed.tsx';
import { ahead, MomentField, momentOf } from './moment-field.tsx';

const WEEK_MS = 7 * 86_400_000;
const WEIGHTS = [
  { value: 'calm', label: 'Good to know' },
  { value: 'serious', label: 'Needs attention' },
] as const;
type Weight = (typeof WEIGHTS)[number]['value'];

/** A few words on every page until a moment; each person puts them away for themself. */
export function AnnouncementSection() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [text, setText] = useState('');
  const [weight, setWeight] = useState<Weight>('calm');
  const [until, setUntil] = useState(() => ahead(nowMs, WEEK_MS, zone));
  const notice = useQuery(trpc.lab.notice.queryOptions());
  const moment = momentOf(until, zone);
  const told = (words: string) => () => {
    void queries.invalidateQueries(trpc.lab.notice.queryFilter());
    void queries.invalidateQueries(trpc.audit.pathFilter());
    toast.done(words);
  };
  const announce = useMutation(
    trpc.lab.announce.mutationOptions({
      onSuccess: () => {
        setText('');
        told('Everybody reads it now')();
      },
    }),
  );
  const end = useMutation(
    trpc.lab.endAnnouncement.mutationOptions({
      onSuccess: told('Nothing is announced any more'),
      onError: toast.failed,
    }),
  );
  return (
    <section aria-labelledby="announcement">
      <h2 id="announcement" className="border-b border-border-strong pb-2">
        Announcement
      </h2>
      <form
        className="flex max-w-[30rem] flex-col gap-4 pt-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (moment) announce.mutate({ text, isSerious: weight === 'serious', until: moment });
        }}
      >
        <TextAreaField
          label="Said on every page"
          hint="It takes the place of the one before. Each person can put it away."
          rows={2}
          required
          maxLength={300}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="flex flex-wrap items-center justify-between gap-3">
          <span className="text-sm font-medium">Its weight</span>
          <Segmented label="Its weight" options={WEIGHTS} value={weight} onChange={setWeight} />
        </div>
        <MomentField value={until} nowMs={nowMs} zone={zone} onChange={setUntil} />
        <FormError error={announce.error} />
        <span className="flex flex-wrap gap-2">
          <Button
            type="submit"
            look="primary"
            disabled={!moment || text.trim() === ''}
            busyLabel={announce.isPending ? 'Announcing…' : null}
          >
            Announce
          </Button>
          {notice.data?.isAnnouncing && (
            <Button busyLabel={end.isPending ? 'Ending…' : null} onClick={() => end.mutate()}>
              End what is announced
            </Button>
          )}
        </span>
      </form>
      <LastChanged kind="lab" thing="announcement" />
    </section>
  );
}
