'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDuration, formatMoment, zoneName } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Pick, withOwn } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { PowerChecks } from './power-checks.tsx';
import type { MachineDetailView, MachinePowerView } from './types.ts';

const MINUTE_MS = 60_000;
const IDLE_MINUTES = [5, 10, 15, 30, 60, 120, 240];

/** When a machine sleeps, why it is awake or asleep, and what macOS needs for it. Only of machines in use. */
export function MachinePower({ machine }: { machine: MachineDetailView }) {
  const trpc = useTRPC();
  const may = useCan()('machine:edit');
  const power = useQuery({
    ...trpc.power.machine.queryOptions({ id: machine.id }),
    enabled: machine.status === 'active',
  });
  if (machine.status !== 'active') return null;
  return (
    <section aria-labelledby="power">
      <h2 id="power" className="border-b border-border-strong pb-2">
        Sleep
      </h2>
      {power.isPending && <SkeletonRows label="Loading when it sleeps" count={2} />}
      {power.error && <ErrorNote error={power.error} onRetry={() => void power.refetch()} />}
      {power.data && <Shown machine={machine} power={power.data} may={may} />}
    </section>
  );
}

type Props = { machine: MachineDetailView; power: MachinePowerView; may: boolean };

function Shown({ machine, power, may }: Props) {
  return (
    <div className="flex flex-col gap-3 pt-2">
      <Standing machine={machine} power={power} />
      <OwnRule machine={machine} power={power} may={may} />
      {may && <Acts machine={machine} power={power} />}
      <PowerChecks checks={power.checks} simulated={machine.simulated} />
    </div>
  );
}

const STATES: Record<MachinePowerView['state'], string> = {
  awake: 'Awake',
  falling: 'Going to sleep',
  asleep: 'Asleep',
  stirring: 'Asleep, up for a moment',
  waking: 'Being woken',
  unwakeable: 'Did not wake',
};

function Standing({ machine, power }: Omit<Props, 'may'>) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const moment = (at: string) => `${formatMoment(at, zone, nowMs)} ${zoneName(zone, nowMs)}`;
  const isHeard =
    machine.connection !== 'lost' && machine.connection !== 'never' && machine.connection !== 'revoked';
  const title = power.state === 'awake' && !isHeard ? 'Not known' : STATES[power.state];
  const since = power.state !== 'awake' && power.since ? ` since ${moment(power.since)}` : '';
  return (
    <div>
      <p>
        <b>
          {title}
          {since}
        </b>
        {power.wakeAt && power.state === 'asleep' && `, wakes ${moment(power.wakeAt)}`}
      </p>
      {(isHeard || power.state !== 'awake') && power.words && (
        <p className="text-sm text-muted">{power.words}</p>
      )}
    </div>
  );
}

function OwnRule({ machine, power, may }: Props) {
  const trpc = useTRPC();
  const { own, lab } = power;
  const save = useMutation(
    trpc.power.setMachine.mutationOptions({
      onSuccess: () => toast.done(`Saved when ${machine.name} sleeps`),
      onError: toast.failed,
    }),
  );
  const minutes = (value: number): string => formatDuration(value * MINUTE_MS);
  const labWords =
    lab.mode === 'keep_awake'
      ? 'as the lab: stays awake'
      : `as the lab: sleeps after ${minutes(lab.idleMinutes)}`;
  const words = { lab: labWords, keep_awake: 'stays awake', sleep: 'sleeps' };
  const idle = own.idleMinutes ?? lab.idleMinutes;
  const set = (mode: string, idleMinutes: number): void =>
    save.mutate({
      id: machine.id,
      revision: machine.revision,
      mode: mode === 'lab' ? null : (mode as 'keep_awake' | 'sleep'),
      idleMinutes: mode === 'sleep' ? idleMinutes : null,
    });
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span>When nobody needs it, it</span>
      {may ? (
        <Pick
          label={`What ${machine.name} does when nobody needs it`}
          value={own.mode ?? 'lab'}
          options={Object.entries(words)}
          onChange={(mode) => set(mode, idle)}
        />
      ) : (
        <b>{words[own.mode ?? 'lab']}</b>
      )}
      {own.mode === 'sleep' && (
        <>
          <span>after</span>
          {may ? (
            <Pick
              label={`How long nobody has needed ${machine.name}`}
              value={String(idle)}
              options={withOwn(IDLE_MINUTES, idle).map((it) => [String(it), minutes(it)] as const)}
              onChange={(value) => set('sleep', Number(value))}
            />
          ) : (
            <b>{minutes(idle)}</b>
          )}
        </>
      )}
    </p>
  );
}

/** One of the two, whichever can be; why not stands above it. */
function Acts({ machine, power }: Omit<Props, 'may'>) {
  const trpc = useTRPC();
  const [isAsking, setAsking] = useState(false);
  const wake = useMutation(
    trpc.power.wake.mutationOptions({
      onSuccess: () => toast.done(`${machine.name} is being woken`),
      onError: toast.failed,
    }),
  );
  const sleep = useMutation(
    trpc.power.sleep.mutationOptions({
      onSuccess: () => {
        toast.done(`${machine.name} goes to sleep`);
        setAsking(false);
      },
    }),
  );
  const isUp = machine.connection === 'online';
  const refusal = isUp ? power.sleepRefusal : power.wakeRefusal;
  if (refusal !== null) {
    const isSaid = power.words !== '' && refusal.endsWith(power.words.replace(/^It /, ''));
    return isSaid ? null : <p className="text-sm text-muted">{refusal}</p>;
  }
  return (
    <div>
      {isUp ? (
        <Button small onClick={() => setAsking(true)}>
          Put to sleep…
        </Button>
      ) : (
        <Button
          small
          busyLabel={wake.isPending ? 'Waking…' : null}
          onClick={() => wake.mutate({ id: machine.id })}
        >
          Wake now
        </Button>
      )}
      {isAsking && (
        <FormDialog
          title={`Put ${machine.name} to sleep?`}
          description="Its agent looks once more whether anybody needs it. It sleeps until a booking or a copy needs it, or somebody wakes it here; it can be booked meanwhile."
          submitLabel="Put to sleep"
          busyLabel="Asking its agent…"
          sending={sleep}
          canSubmit
          onSubmit={() => sleep.mutate({ id: machine.id })}
          onClose={() => setAsking(false)}
        >
          {null}
        </FormDialog>
      )}
    </div>
  );
}
