'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { formatDuration, formatMoment, formatTime, listNames } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import { SEVERITY_LABEL } from './alert-words.ts';
import type { AlertView } from './types.ts';

const GLYPHS = { notice: 'unknown', warning: 'maintenance', critical: 'fault' } as const;
const ENDS: Record<NonNullable<AlertView['endReason']>, string> = {
  cleared: 'over after',
  gone: 'nothing left to look at after',
  rule_off: 'its rule was changed after',
};

/** One firing: what is the matter, what to do, who knows of it. */
export function AlertRow({ alert, onSilence }: { alert: AlertView; onSilence: (alert: AlertView) => void }) {
  const zone = useZone();
  const can = useCan();
  const { severity, title, text, link, simulated, firedAt, endedAt } = alert;
  const isFiring = endedAt === null;
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] gap-x-3 border-b border-border py-2.5">
      <span className="pt-0.5">
        <StatusGlyph
          status={isFiring ? GLYPHS[severity] : 'free'}
          label={isFiring ? SEVERITY_LABEL[severity] : 'Over'}
        />
      </span>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="flex flex-wrap items-center gap-x-2">
          {link === null ? (
            <b>
              <Written text={title} />
            </b>
          ) : (
            <Link href={link} prefetch={false} className="font-strong hover:underline coarse:py-1">
              <Written text={title} />
            </Link>
          )}
          {simulated && <SimulatedTag />}
          {alert.isSilent && <Tag>silenced</Tag>}
        </p>
        <p className="max-w-[44rem] text-sm text-muted">
          <Written text={text} />
        </p>
        <Known alert={alert} />
        {isFiring && (
          <span className="flex flex-wrap gap-2 pt-1.5">
            <Acknowledge alert={alert} />
            {can('alert:manage') && (
              <Button small look="quiet" aria-label={`Silence: ${title}`} onClick={() => onSilence(alert)}>
                Silence…
              </Button>
            )}
          </span>
        )}
      </div>
      <time dateTime={firedAt} className="text-right text-sm text-muted">
        {formatTime(firedAt, zone)}
      </time>
    </li>
  );
}

/** How long it lasted, who was told, who has read it, who sees to it. */
function Known({
  alert: { told, firedAt, endedAt, endReason, acknowledgedBy, acknowledgedAt },
}: {
  alert: AlertView;
}) {
  const zone = useZone();
  const nowMs = useNow(15_000);
  const lastedMs = (endedAt ? Date.parse(endedAt) : nowMs) - Date.parse(firedAt);
  const lasted = formatDuration(Math.max(1, Math.round(lastedMs / 1000)) * 1000);
  const read = told.filter((it) => it.readAt !== null);
  const facts = [
    endReason ? `${ENDS[endReason]} ${lasted}` : `for ${lasted}`,
    told.length === 0 ? 'nobody was told' : `told ${namesOf(told)}`,
    told.length > 0 && (read.length === 0 ? 'nobody has read it' : `read by ${namesOf(read)}`),
    acknowledgedBy &&
      acknowledgedAt &&
      `${acknowledgedBy} sees to it since ${formatMoment(acknowledgedAt, zone, nowMs)}`,
  ];
  return (
    <p className="max-w-[44rem] text-xs text-muted">
      <Written text={facts.filter(Boolean).join(' · ')} />
    </p>
  );
}

const NAMED = 3;
const namesOf = (people: readonly { name: string }[]): string => {
  const more = people.length - NAMED;
  const names = people.slice(0, more > 0 ? NAMED : undefined).map((it) => it.name);
  return listNames(more > 0 ? [...names, `${more} more`] : names);
};

function Acknowledge({ alert: { id, title, acknowledgedBy, mayAcknowledge } }: { alert: AlertView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const set = useMutation(
    trpc.alerts.acknowledge.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.alerts.pathFilter()),
      onError: toast.failed,
    }),
  );
  if (!mayAcknowledge) return null;
  const isTaken = acknowledgedBy !== null;
  return (
    <Button
      small
      aria-label={`${isTaken ? 'Hand it back' : 'I see to it'}: ${title}`}
      busyLabel={set.isPending ? 'Saving…' : null}
      onClick={() => set.mutate({ id, acknowledged: !isTaken })}
    >
      {isTaken ? 'Hand it back' : 'I see to it'}
    </Button>
  );
}
