'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button } from '../ui/button.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { Value } from '../ui/value.tsx';
import { AddressLink } from './address.tsx';
import { rdmaWord, speedWords } from './cable-words.ts';
import type { CableMachineView, CableView } from './types.ts';
import { useRemoveCable } from './use-entered-cables.ts';

type Props = { cable: CableView; label: string; machineOf: ReadonlyMap<string, CableMachineView> };

/** One cable from end to end: what each Mac says of its own port, and when. */
export function CableTrace({ cable, label, machineOf }: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  return (
    <section aria-label={`Cable ${label}`} className="pb-6">
      <div className="flex flex-wrap items-baseline gap-x-3 border-b border-border-strong pb-2">
        <h2>Cable {label}</h2>
        <span className="text-sm text-muted">
          {speedWords(cable.speedGbps) ?? 'speed unknown'}, RDMA {rdmaWord(cable.rdma)}
        </span>
        {cable.simulated && <SimulatedTag />}
        <AddressLink to={{ cable: null }} className="ml-auto text-sm text-link underline underline-offset-2">
          Close<span className="sr-only"> cable {label}</span>
        </AddressLink>
      </div>
      <End end={cable.a} machine={machineOf.get(cable.a.machineId)} />
      <p className="border-l-2 border-accent py-2 pl-3 text-sm">
        {cable.through === null ? 'Straight from Mac to Mac' : `Through ${cable.through}`}
        <span className="block text-muted">
          {cable.origin === 'entered'
            ? 'entered by hand'
            : cable.since === null
              ? 'seen by the agents'
              : `seen by the agents since ${formatMoment(cable.since, zone, nowMs)}`}
          {cable.origin === 'seen' && cable.entered && ', and entered by hand'}
        </span>
      </p>
      <End end={cable.b} machine={machineOf.get(cable.b.machineId)} />
      <p className="mt-2 text-sm text-text-2">{cable.reason}</p>
      {cable.entered && <EnteredActions cable={cable} label={label} entryId={cable.entered.id} />}
    </section>
  );
}

/** What was entered can be changed while nobody sees the cable, and taken back in any case. */
function EnteredActions({ cable, label, entryId }: { cable: CableView; label: string; entryId: string }) {
  const can = useCan();
  const { remove, isPending } = useRemoveCable();
  if (!can('machine:edit')) return null;
  return (
    <p className="mt-2 flex items-center gap-4 text-sm">
      {cable.origin === 'entered' && (
        <AddressLink to={{ enter: entryId }} className="text-link underline underline-offset-2 coarse:py-3">
          Change…<span className="sr-only"> cable {label}</span>
        </AddressLink>
      )}
      <Button
        small
        disabled={isPending}
        aria-label={`Remove the entry of cable ${label}`}
        onClick={() => remove(entryId, `Cable ${label}`)}
      >
        Remove entry
      </Button>
    </p>
  );
}

function End({ end, machine }: { end: CableView['a']; machine: CableMachineView | undefined }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const name = machine?.name ?? 'Another Mac';
  const unknown = (what: string) => <Value state="unknown" reason={`${name} does not tell ${what}.`} />;
  return (
    <div className="border-l-2 border-border-strong py-2 pl-3 text-sm">
      {machine ? (
        <Link prefetch={false} href={`/machines/${machine.id}`} className="font-strong hover:underline">
          {name}
        </Link>
      ) : (
        <b>{name}</b>
      )}{' '}
      <span className="text-muted">{machine?.modelName}</span>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 pt-1">
        <Fact term="Port">{end.portName}</Fact>
        <Fact term="RDMA device">
          {end.device === null ? (
            unknown('an RDMA device of this port')
          ) : (
            <>
              <span className="font-mono text-xs">{end.device}</span>,{' '}
              {end.deviceActive === null ? 'state unknown' : end.deviceActive ? 'active' : 'down'}
            </>
          )}
        </Fact>
        <Fact term="Address">
          {end.address === null ? (
            unknown('an address on this port')
          ) : (
            <span className="font-mono text-xs">{end.address}</span>
          )}
        </Fact>
        <Fact term="Bridge">
          {end.bridge === 'unknown' ? (
            unknown('its bridges')
          ) : end.bridge === 'off' ? (
            'off'
          ) : (
            <span className="text-maintenance-text">
              {end.address === null ? `in ${end.bridgeName}` : `in ${end.bridgeName}, harmless here`}
            </span>
          )}
        </Fact>
        <Fact term="Reported">
          {machine?.reportedAt ? formatMoment(machine.reportedAt, zone, nowMs) : 'never'}
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
