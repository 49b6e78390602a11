'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
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
      <Preventers preventers={power.preventers} />
      {may && <KeptAwake machine={machine} power={power} />}
      {(may || power.mayWake) && <Acts machine={machine} power={power} may={may} />}
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

const KEEP_MINUTES = [60, 240, 720, 1440, 2880];

/** Programs on the Mac that ask macOS not to sleep; the portal can put it to sleep all the same. */
function Preventers({ preventers }: Pick<MachinePowerView, 'preventers'>) {
  if (!preventers || preventers.length === 0) return null;
  return (
    <div className="text-sm text-muted">
      <p>Programs on it ask macOS not to sleep by itself:</p>
      <ul className="list-disc pl-5">
        {preventers.map((it) => (
          <li key={`${it.program} ${it.name}`}>
            {it.program}: {it.name}
          </li>
        ))}
      </ul>
    </div>
  );
}

function KeptAwake({ machine, power }: Omit<Props, 'may'>) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const client = useQueryClient();
  const keep = useMutation(
    trpc.power.keepAwake.mutationOptions({
      onSuccess: ({ until }) => {
        void client.invalidateQueries(trpc.power.machine.queryFilter({ id: machine.id }));
        toast.done(until ? `${machine.name} is kept awake` : `${machine.name} sleeps as its rule says`);
      },
      onError: toast.failed,
    }),
  );
  const mode = power.own.mode ?? power.lab.mode;
  const { keptAwakeUntil } = power;
  // One that never sleeps by rule need not be kept from it.
  if (mode === 'keep_awake' && keptAwakeUntil === null) return null;
  const at = (moment: string | Date) => formatMoment(moment, zone, nowMs);
  const options = [
    ['', keptAwakeUntil ? `until ${at(keptAwakeUntil)}` : 'as its rule says'],
    ...(keptAwakeUntil ? [['rule', 'as its rule says']] : []),
    ...KEEP_MINUTES.map((it) => [String(it), `until ${at(new Date(nowMs + it * MINUTE_MS))}`]),
  ] as [string, string][];
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span>Keep it awake</span>
      <Pick
        label={`Until when ${machine.name} is kept awake`}
        value=""
        options={options}
        onChange={(value) => {
          if (value !== '') keep.mutate({ id: machine.id, minutes: value === 'rule' ? null : Number(value) });
        }}
      />
      <span className="text-sm text-muted">times in {zoneName(zone, nowMs)}</span>
    </p>
  );
}

/** One of the two, whichever can be; why not stands above it. */
function Acts({ machine, power, may }: Props) {
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
  // Who has booked it may wake it; putting it to sleep is the admins’.
  if (isUp && !may) return null;
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
