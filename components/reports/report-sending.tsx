'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatZonedMoment } from '@/shared/domain/format.ts';
import { hourWords, weekdayName } from '@/shared/domain/report-mail-words.ts';
import { spanTitle } from '@/shared/domain/report-period.ts';
import { nextSending, type ReportRhythm, type Rhythm, sentSpan } from '@/shared/domain/report-schedule.ts';
import { useMe } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { SelectField } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { ReportSendings } from './report-sendings.tsx';
import type { ReportMailView, SavedReportView } from './types.ts';

const SOON_MS = 180_000;
const WATCHED_EACH_MS = 2000;
const MONDAY_AT_EIGHT: ReportRhythm = { every: 'week', weekday: 1, hour: 8 };
const RHYTHM_OPTIONS = [
  { value: 'week', label: 'Each week' },
  { value: 'month', label: 'Each month' },
] as const satisfies { value: Rhythm; label: string }[];
const WEEKDAY_OPTIONS = [1, 2, 3, 4, 5, 6, 0].map((it) => ({ value: String(it), label: weekdayName(it) }));
const HOUR_OPTIONS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: hourWords(hour),
}));

/** One saved report and the post: when it goes out by mail, to whom, and how that went. */
export function ReportSending({ saved, onBack }: { saved: SavedReportView; onBack: () => void }) {
  const trpc = useTRPC();
  const mail = useQuery({
    ...trpc.reportMail.read.queryOptions({ viewId: saved.id }),
    // While something is about to go out it is looked at.
    refetchInterval: ({ state }) =>
      state.data?.sendings.some((it) => it.people.some(isSoon)) ? WATCHED_EACH_MS : false,
  });
  if (mail.isPending) return <SkeletonRows label="Loading how it is sent" count={4} />;
  if (mail.isError) return <ErrorNote error={mail.error} onRetry={() => void mail.refetch()} />;
  const why = mail.data.refusal ?? (mail.data.hasMailServer ? null : <NoMailServer />);
  return (
    <div className="flex flex-col gap-5">
      {why && <p className="text-sm">{why}</p>}
      {why && mail.data.schedule && <Standing saved={saved} />}
      {why ? (
        <DialogActions>
          <Button onClick={onBack}>Back</Button>
        </DialogActions>
      ) : (
        <SendingForm
          key={String(mail.data.schedule?.nextAt)}
          saved={saved}
          mail={mail.data}
          onBack={onBack}
        />
      )}
      <ReportSendings sendings={mail.data.sendings} timeZone={mail.data.timeZone} />
    </div>
  );
}

const isSoon = (it: ReportMailView['sendings'][number]['people'][number]): boolean =>
  it.nextAt !== null && Date.parse(it.nextAt) < Date.now() + SOON_MS;

const NoMailServer = () => (
  <>
    No mail server is set up, so nothing can be sent. Whoever runs the portal sets{' '}
    <code>ESPALIER_SMTP_URL</code> (smtp://mail.example.org) and <code>ESPALIER_MAIL_FROM</code> (Espalier
    &lt;lab@example.org&gt;) and starts it again.
  </>
);

function useSending(saved: SavedReportView) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries(trpc.reportMail.pathFilter());
  const save = useMutation(trpc.reportMail.save.mutationOptions({ onSuccess }));
  const now = useMutation(trpc.reportMail.sendNow.mutationOptions({ onSuccess }));
  const end = useMutation(trpc.reportMail.stop.mutationOptions({ onSuccess }));
  const stop = () =>
    end.mutateAsync({ viewId: saved.id }).then(() => toast.done(`${saved.name} is sent no more`));
  return { save, now, end, stop };
}

/** It was set before, and cannot go out now. */
function Standing({ saved }: { saved: SavedReportView }) {
  const { end, stop } = useSending(saved);
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm">
      <span className="min-w-0 flex-1">It is set to go out all the same, and that fails each time.</span>
      <Button busyLabel={end.isPending ? 'Stopping…' : null} onClick={() => void stop().catch(toast.failed)}>
        Stop sending
      </Button>
    </p>
  );
}

type FormProps = { saved: SavedReportView; mail: ReportMailView; onBack: () => void };

function SendingForm({ saved, mail: { schedule, people, timeZone }, onBack }: FormProps) {
  const me = useMe();
  const now = new Date(useNow(60_000));
  const { save, now: sending, end, stop } = useSending(saved);
  const [rhythm, setRhythm] = useState<ReportRhythm>(schedule ?? MONDAY_AT_EIGHT);
  const [chosen, setChosen] = useState<readonly string[]>(schedule?.personIds ?? [me.id]);
  const set = (change: Partial<ReportRhythm>): void => setRhythm((it) => ({ ...it, ...change }));
  const { every, weekday, hour } = rhythm;
  const due = nextSending(rhythm, now, timeZone);
  // Who left the lab stands in a schedule without being here.
  const personIds = chosen.filter((id) => people.some((it) => it.id === id));
  const keep = async (): Promise<void> => {
    await save.mutateAsync({ viewId: saved.id, every, weekday, hour, personIds });
    toast.done(`${saved.name} goes out ${formatZonedMoment(due, timeZone, now)}`);
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void keep().catch(() => undefined);
      }}
    >
      <span>
        <Segmented
          label="How often"
          options={RHYTHM_OPTIONS}
          value={every}
          onChange={(it) => set({ every: it })}
        />
      </span>
      <div className="grid grid-cols-2 gap-4">
        {every === 'week' ? (
          <SelectField
            label="Weekday"
            options={WEEKDAY_OPTIONS}
            value={String(weekday)}
            onChange={(event) => set({ weekday: Number(event.target.value) })}
          />
        ) : (
          <p className="self-end pb-2 text-sm">On the first, for the month before</p>
        )}
        <SelectField
          label={`Hour, ${timeZone}`}
          options={HOUR_OPTIONS}
          value={String(hour)}
          onChange={(event) => set({ hour: Number(event.target.value) })}
        />
      </div>
      <p className="text-sm text-muted">
        Next {formatZonedMoment(due, timeZone, now)}: {spanTitle(sentSpan(every, due, timeZone), timeZone)}.
        Whatever period the report was saved with, it is the whole {every} before.
      </p>
      <Readers people={people} chosen={personIds} onChange={setChosen} />
      <FormError error={save.error ?? sending.error} />
      <DialogActions>
        <Button className="mr-auto" onClick={onBack}>
          Back
        </Button>
        {schedule && (
          <Button
            busyLabel={end.isPending ? 'Stopping…' : null}
            onClick={() => void stop().catch(toast.failed)}
          >
            Stop sending
          </Button>
        )}
        <Button
          busyLabel={sending.isPending ? 'Sending…' : null}
          onClick={() => sending.mutate({ viewId: saved.id, every })}
        >
          Send one now to me
        </Button>
        <Button
          type="submit"
          look="primary"
          disabled={personIds.length === 0}
          busyLabel={save.isPending ? 'Saving…' : null}
        >
          {schedule ? 'Save' : 'Send by mail'}
        </Button>
      </DialogActions>
    </form>
  );
}

type ReadersProps = {
  people: ReportMailView['people'];
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
};

function Readers({ people, chosen, onChange }: ReadersProps): ReactNode {
  return (
    <fieldset>
      <legend className="pb-1 text-sm font-medium">To</legend>
      <div className="max-h-48 overflow-y-auto rounded-md border border-border-control px-3">
        {people.map(({ id, name }) => (
          <Checkbox
            key={id}
            checked={chosen.includes(id)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, id] : chosen.filter((it) => it !== id))
            }
          >
            {name}
          </Checkbox>
        ))}
      </div>
      <small className="block pt-1 text-xs text-muted">
        Each gets what their own role lets them read when it is sent, and can choose in their settings not to.
      </small>
    </fieldset>
  );
}
