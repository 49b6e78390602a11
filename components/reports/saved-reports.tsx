'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { formatZonedMoment } from '@/shared/domain/format.ts';
import { rhythmWords } from '@/shared/domain/report-mail-words.ts';
import type { Period } from '@/shared/domain/report-period.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import { isReportAddress, ofCurrent } from './report-address.ts';
import { ReportSending } from './report-sending.tsx';
import type { SavedReportView } from './types.ts';

type Props = {
  /** What is shown now. */
  address: string;
  /** Where it is a period of the calendar: it may be saved as always the current one. */
  period: Period | null;
  /** Whether this is the current one. */
  isOpen: boolean;
  onClose: () => void;
};

/** One's own names for reports: each opens its address again. */
export default function SavedReports({ address, period, isOpen, onClose }: Props) {
  const trpc = useTRPC();
  const saved = useQuery(trpc.register.views.queryOptions({ page: 'reports' }));
  const [removed, setRemoved] = useState<SavedReportView[]>([]);
  const [sending, setSending] = useState<SavedReportView | null>(null);
  const own = saved.data?.filter((it) => it.ownerName === null && isReportAddress(it.query));
  if (sending)
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={`Send “${sending.name}” by mail`}
        description="Its leading figures as text, a link, and its rows as CSV."
      >
        <ReportSending saved={sending} onBack={() => setSending(null)} />
      </Dialog>
    );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Saved reports"
      description="Yours alone: a name for an address. One can go out by mail to others."
    >
      <SaveForm address={address} period={period} isOpen={isOpen} />
      <div className="pt-5">
        {saved.isPending && <SkeletonRows label="Loading saved reports" count={3} />}
        {saved.isError && <ErrorNote error={saved.error} onRetry={() => void saved.refetch()} />}
        {own?.length === 0 && removed.length === 0 && (
          <p className="text-sm text-muted">None yet. Give this one a name, and it stands here.</p>
        )}
        {own && own.length > 0 && (
          <ul aria-label="Saved reports">
            {own.map((it) => (
              <Saved
                key={it.id}
                saved={it}
                onOpen={onClose}
                onSend={() => setSending(it)}
                onRemoved={() => setRemoved((before) => [...before, it])}
              />
            ))}
          </ul>
        )}
        {removed.map((it) => (
          <Removed
            key={it.id}
            saved={it}
            onBack={() => setRemoved((before) => before.filter(({ id }) => id !== it.id))}
          />
        ))}
      </div>
    </Dialog>
  );
}

function useSaved() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries(trpc.register.views.pathFilter());
  const save = useMutation(trpc.register.saveView.mutationOptions({ onSuccess: again }));
  const remove = useMutation(trpc.register.deleteView.mutationOptions({ onSuccess: again }));
  const rename = useMutation(trpc.register.renameView.mutationOptions({ onSuccess: again }));
  const keep = (name: string, query: string) =>
    save.mutateAsync({ page: 'reports', name: name.trim(), query, shared: false });
  return { save, remove, rename, keep };
}

function SaveForm({ address, period, isOpen }: Omit<Props, 'onClose'>) {
  const { save, keep } = useSaved();
  const [name, setName] = useState('');
  const [isCurrent, setCurrent] = useState(isOpen);
  const submit = async (): Promise<void> => {
    const done = await keep(name, period && isCurrent ? ofCurrent(address, period) : address).catch(
      () => null,
    );
    if (!done) return;
    toast.done(`The report ${done.name} is saved`);
    setName('');
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <InputField
        label="Name for this report"
        placeholder="Our team’s use"
        hint="Your own saved report of the same name is replaced."
        value={name}
        maxLength={40}
        onChange={(event) => setName(event.target.value)}
      />
      {period && (
        <Checkbox checked={isCurrent} onChange={(event) => setCurrent(event.target.checked)}>
          Whichever {period} it is then, not this one
        </Checkbox>
      )}
      {save.error && <FormError error={save.error} />}
      <Button
        type="submit"
        look="primary"
        className="self-end"
        disabled={name.trim() === ''}
        busyLabel={save.isPending ? 'Saving…' : null}
      >
        Save report
      </Button>
    </form>
  );
}

type SavedProps = {
  saved: SavedReportView;
  onOpen: () => void;
  onSend: () => void;
  onRemoved: () => void;
};

function Saved({ saved, onOpen, onSend, onRemoved }: SavedProps) {
  const { remove, rename: renaming } = useSaved();
  const [draft, setDraft] = useState<string | null>(null);
  const { id, name, query } = saved;
  const takeAway = async (): Promise<void> => {
    await remove.mutateAsync({ id });
    onRemoved();
  };
  const rename = async (): Promise<void> => {
    const to = draft?.trim() ?? '';
    if (to !== '' && to !== name) await renaming.mutateAsync({ id, name: to });
    setDraft(null);
  };
  if (draft !== null)
    return (
      <li className="border-t border-border py-2">
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void rename().catch(toast.failed);
          }}
        >
          <InputField
            label={`New name of ${name}`}
            className="flex-1"
            value={draft}
            maxLength={40}
            onChange={(event) => setDraft(event.target.value)}
          />
          <Button type="submit" busyLabel={renaming.isPending ? 'Renaming…' : null}>
            Rename
          </Button>
          <Button onClick={() => setDraft(null)}>Keep it</Button>
        </form>
      </li>
    );
  return (
    <li className="flex flex-wrap items-center gap-2 border-t border-border py-2">
      <div className="min-w-0 flex-1 basis-40">
        <Link className="link" prefetch={false} href={query} onClick={onOpen}>
          <Written text={name} />
        </Link>
        <Schedule viewId={id} />
      </div>
      <Button icon={<Mail aria-hidden size={16} strokeWidth={1.6} />} onClick={onSend}>
        Send…<span className="sr-only"> {name}</span>
      </Button>
      <Button onClick={() => setDraft(name)}>
        Rename<span className="sr-only"> {name}</span>
      </Button>
      <Button onClick={() => void takeAway().catch(toast.failed)}>
        Remove<span className="sr-only"> {name}</span>
      </Button>
    </li>
  );
}

/** When it goes out by itself next, if it does. */
function Schedule({ viewId }: { viewId: string }) {
  const trpc = useTRPC();
  const timeZone = useZone();
  const now = useNow(60_000);
  const schedule = useQuery(trpc.reportMail.list.queryOptions({})).data?.find((it) => it.viewId === viewId);
  if (!schedule) return null;
  const { people, nextAt } = schedule;
  return (
    <small className="block text-xs text-muted">
      By mail {rhythmWords(schedule)} to {people === 1 ? '1 person' : `${people} people`}, next{' '}
      {formatZonedMoment(nextAt, timeZone, now)}
    </small>
  );
}

/** Here and not in a toast, which cannot be pressed while a dialog is open. */
function Removed({ saved: { name, query }, onBack }: { saved: SavedReportView; onBack: () => void }) {
  const { save, keep } = useSaved();
  return (
    <p role="status" className="flex items-center gap-2 border-t border-border py-2 text-sm text-muted">
      <span className="min-w-0 flex-1">
        <Written text={name} /> is removed.
      </span>
      <Button
        busyLabel={save.isPending ? 'Undoing…' : null}
        onClick={() => void keep(name, query).then(onBack, toast.failed)}
      >
        Undo
      </Button>
    </p>
  );
}
