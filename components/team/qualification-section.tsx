'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { formatDay, listNames } from '@/shared/domain/format.ts';
import { useCan, useMe, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { SectionHead } from '../ui/section-head.tsx';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import type { QualificationView } from './types.ts';

type Props = {
  qualification: QualificationView;
  onAsk: (what: 'change' | 'grant' | 'delete') => void;
};
type Holder = NonNullable<QualificationView['holders']>[number];

export function QualificationSection({ qualification, onAsk }: Props) {
  const headingId = useId();
  const can = useCan();
  const { name, note, expiresUnusedDays, machines, models, holders } = qualification;
  const needed = [...machines.map((it) => it.name), ...models.map((it) => `every ${it.name}`)];
  return (
    <section aria-labelledby={headingId}>
      <SectionHead
        id={headingId}
        name={name}
        actions={
          can('qualification:manage') && (
            <>
              <Button small onClick={() => onAsk('grant')} aria-label={`Give it to…, ${name}`}>
                Give it to…
              </Button>
              <Button small look="quiet" onClick={() => onAsk('change')} aria-label={`Change ${name}`}>
                Change…
              </Button>
              <Button small look="quiet" onClick={() => onAsk('delete')} aria-label={`Delete ${name}`}>
                Delete…
              </Button>
            </>
          )
        }
      >
        <p className="text-sm text-muted">
          {needed.length > 0 ? `Needed for ${listNames(needed)}` : 'Not needed for any machine'}
          {expiresUnusedDays === null
            ? ' · does not end'
            : ` · ends after ${expiresUnusedDays === 1 ? 'a day' : `${expiresUnusedDays} days`} without use`}
        </p>
        {note && <p className="text-sm text-text-2">{note}</p>}
      </SectionHead>
      {holders === null && <Mine qualification={qualification} />}
      {holders?.length === 0 && <p className="py-2 text-sm text-muted">Nobody has it yet.</p>}
      {holders && (
        <ul aria-label={`Who has ${name}`}>
          {holders.map((it) => (
            <HolderRow key={it.grantId} holder={it} qualification={qualification} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Mine({ qualification: { mine } }: { qualification: QualificationView }) {
  const words = useStandingWords();
  return (
    <p className="py-2 text-sm text-text-2">
      {mine.standing === 'none' ? 'You do not have it.' : `Yours: ${words(mine)}`}
    </p>
  );
}

function HolderRow({ holder, qualification }: { holder: Holder; qualification: QualificationView }) {
  const me = useMe();
  const can = useCan();
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  const words = useStandingWords();
  const { person, standing, grantedAt, grantedBy, lastUsedAt } = holder;
  const given = `given ${formatDay(grantedAt, zone, nowMs)}${grantedBy ? ` by ${grantedBy}` : ''}`;
  const used = lastUsedAt ? `used ${formatDay(lastUsedAt, zone, nowMs)}` : 'not used yet';
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-3 border-t border-border py-2 first:border-t-0">
      <Avatar name={person.name} mine={person.id === me.id} />
      <div className="min-w-0">
        <b>
          <Written text={person.name} />
        </b>{' '}
        {person.id === me.id && <span className="text-sm text-muted">you</span>}{' '}
        {standing !== 'valid' && <Tag tone="warning">{standing === 'ended' ? 'ended' : 'taken back'}</Tag>}
        <p className="text-sm text-muted">{[words(holder), given, used].join(' · ')}</p>
      </div>
      {can('qualification:manage') && <HolderActs holder={holder} qualification={qualification} />}
    </li>
  );
}

function HolderActs({ holder, qualification }: { holder: Holder; qualification: QualificationView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { person, grantId, standing } = holder;
  const told = {
    onSuccess: () => queries.invalidateQueries(trpc.qualifications.pathFilter()),
    onError: toast.failed,
  };
  const revoke = useMutation(trpc.qualifications.revoke.mutationOptions(told));
  const grant = useMutation(trpc.qualifications.grant.mutationOptions(told));
  const { name } = qualification;
  if (standing === 'valid')
    return (
      <Button
        small
        look="quiet"
        aria-label={`Take back ${name} from ${person.name}`}
        busyLabel={revoke.isPending ? 'Taking…' : null}
        onClick={() =>
          revoke.mutate(
            { grantId, revoked: true },
            {
              onSuccess: () =>
                toast.done(`“${name}” taken back from ${person.name}`, () =>
                  revoke.mutate({ grantId, revoked: false }),
                ),
            },
          )
        }
      >
        Take back
      </Button>
    );
  return (
    <Button
      small
      aria-label={`Renew ${name} for ${person.name}`}
      busyLabel={grant.isPending ? 'Renewing…' : null}
      onClick={() =>
        grant.mutate(
          { id: qualification.id, personId: person.id },
          {
            onSuccess: (made) =>
              toast.done(`“${name}” renewed for ${person.name}`, () =>
                revoke.mutate({ grantId: made.grantId, revoked: true }),
              ),
          },
        )
      }
    >
      Renew
    </Button>
  );
}

function useStandingWords(): (it: Pick<Holder, 'standing' | 'until'>) => string {
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  return ({ standing, until }) => {
    const day = until && formatDay(until, zone, nowMs);
    if (standing === 'valid') return day ? `until ${day} without use` : 'does not end';
    return standing === 'ended' ? `ended on ${day}` : `taken back on ${day}`;
  };
}
