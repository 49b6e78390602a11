'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDuration, formatGigabytes, formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Meter } from '../ui/meter.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { copyGlyph, copyStateWords, isUnderWay, leftMs, revisionWords } from './copy-words.ts';
import './copies.css';
import { CopyRing } from './mark.tsx';
import type { CopyView } from './types.ts';
import { useReadAgain } from './use-read-again.ts';

/** Models on their way from Mac to Mac, and those that came or failed in the last day. */
export function Copies({ copies }: { copies: readonly CopyView[] }) {
  const underWay = copies.filter(isUnderWay);
  const over = copies.filter((it) => !isUnderWay(it));
  if (copies.length === 0) return null;
  return (
    <section aria-label="Copying" className="pb-6">
      <header className="model-head copies-head">
        <h2>Copying</h2>
        <span className="text-sm text-muted">Mac to Mac where it can be, from outside only once</span>
      </header>
      {underWay.length === 0 && <p className="pt-2 text-sm text-muted">Nothing is being copied now.</p>}
      <ul className="copies">
        {underWay.map((copy) => (
          <CopyRow key={copy.id} copy={copy} />
        ))}
      </ul>
      {over.length > 0 && (
        <details className="copies-over">
          <summary>Ended in the last day: {over.length}</summary>
          <ul className="copies">
            {over.map((copy) => (
              <CopyRow key={copy.id} copy={copy} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function CopyRow({ copy }: { copy: CopyView }) {
  const { doneBytes, totalBytes, bytesPerSecond } = copy;
  const left = leftMs(copy);
  return (
    <li className="copy" data-state={copy.state}>
      <CopyRing ratio={totalBytes === 0 ? 0 : doneBytes / totalBytes} kind={copyGlyph(copy)} />
      <div className="copy-what">
        <b>
          {copy.title}{' '}
          <span className="text-muted">
            {fromOf(copy) === null ? `to ${copy.to.name}` : `${fromOf(copy)} to ${copy.to.name}`}
          </span>
        </b>{' '}
        {copy.simulated && <SimulatedTag />}
        <About copy={copy} />
      </div>
      <div className="copy-amount">
        <span>
          {totalBytes === 0 ? (
            <span className="text-muted">size not known yet</span>
          ) : (
            <>
              {formatGigabytes(doneBytes)}{' '}
              <span className="text-muted">of {formatGigabytes(totalBytes)}</span>
            </>
          )}
        </span>
        <Meter
          ratio={totalBytes === 0 ? null : doneBytes / totalBytes}
          tone={copy.simulated ? 'simulated' : copy.state === 'copying' ? 'mine' : 'plain'}
        />
      </div>
      <span className="copy-rate">
        {bytesPerSecond === null ? '' : `${formatGigabytes(bytesPerSecond)}/s`}
        <small>{left === null ? '' : `${formatDuration(left)} left`}</small>
      </span>
      {copy.canCancel && <CancelCopy copy={copy} />}
      {copy.note !== null && <p className="copy-note">{copy.note}</p>}
    </li>
  );
}

const fromOf = ({ from, outside, disk }: CopyView): string | null =>
  from?.name ?? outside?.host ?? (disk === null ? null : 'from a disk');

function About({ copy }: { copy: CopyView }) {
  const zone = useZone();
  const now = useNow(60_000);
  const { file, filesDone, filesTotal } = copy;
  const parts = [
    copyStateWords(copy),
    copy.outside && `revision ${revisionWords(copy.outside.revision)}`,
    copy.way,
    copy.disk,
    file && `file ${filesDone + 1} of ${filesTotal}: ${file.name}`,
    copy.paceBytesPerSecond !== null &&
      `at most ${formatGigabytes(copy.paceBytesPerSecond)}/s, its part of the lab’s limit`,
    copy.paceBytesPerSecond === null &&
      copy.limitBytesPerSecond !== null &&
      `at most ${formatGigabytes(copy.limitBytesPerSecond)}/s`,
    copy.askedByName && `asked by ${copy.askedByName}`,
    copy.endedAt && formatMoment(copy.endedAt, zone, now),
  ];
  return <small>{parts.filter(Boolean).join(' · ')}</small>;
}

function CancelCopy({ copy }: { copy: CopyView }) {
  const trpc = useTRPC();
  const readAgain = useReadAgain();
  const [isAsked, setAsked] = useState(false);
  const cancel = useMutation(
    trpc.modelStore.cancel.mutationOptions({
      onSuccess: () => {
        readAgain();
        setAsked(false);
      },
    }),
  );
  return (
    <>
      <Button small onClick={() => setAsked(true)}>
        Cancel…
      </Button>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Cancel the copy of ${copy.title} to ${copy.to.name}?`}
        keepLabel="Keep copying"
        confirmLabel="Cancel copy"
        busyLabel="Cancelling…"
        busy={cancel.isPending}
        error={cancel.error}
        onConfirm={() => cancel.mutate({ id: copy.id })}
      >
        What has come, {formatGigabytes(copy.doneBytes)} of {formatGigabytes(copy.totalBytes)}, is thrown away
        on {copy.to.name}.
      </ConfirmDialog>
    </>
  );
}
