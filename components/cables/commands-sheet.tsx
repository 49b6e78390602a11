'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { askedModelOf } from '../layout/asked-model.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import '../ui/list-table.css';
import { checkInputOf } from './cable-groups.ts';
import type { SetCheckView } from './types.ts';

type Hostfile = SetCheckView['hostfiles'][number];
type Backend = Hostfile['backend'];

const BACKENDS: readonly { value: Backend; label: string }[] = [
  { value: 'jaccl', label: 'JACCL mesh' },
  { value: 'jaccl-ring', label: 'JACCL ring' },
  { value: 'ring', label: 'TCP ring' },
];

/** Texts to take to the Macs. Espalier runs none of them. */
export default function CommandsSheet({ set, onClose }: { set: readonly string[]; onClose: () => void }) {
  const trpc = useTRPC();
  const check = useQuery({
    ...trpc.cables.checkSet.queryOptions(checkInputOf(set, askedModelOf(useSearchParams()))),
    enabled: set.length > 0,
  });
  const names = check.data?.machines.map(({ name }) => name).join(', ');
  return (
    <Dialog open onOpenChange={onClose} shape="sheet" title="Proposed commands" description={names ?? ''}>
      <div className="flex flex-col gap-6">
        <Banner title="Espalier runs none of this.">Copy each part to the Mac it names.</Banner>
        {set.length === 0 && <p className="text-text-2">Choose Macs first.</p>}
        {set.length > 0 && check.isPending && <SkeletonRows label="Loading the commands" />}
        {check.isError && <ErrorNote error={check.error} onRetry={() => void check.refetch()} />}
        {check.data && <NetworkPart network={check.data.network} />}
        {check.data && <HostfilePart check={check.data} />}
      </div>
    </Dialog>
  );
}

function NetworkPart({ network }: { network: SetCheckView['network'] }) {
  const [kind, setKind] = useState<'untilRestart' | 'lasting'>('untilRestart');
  return (
    <section aria-label="Network" className="flex flex-col gap-2">
      <h3>Network</h3>
      {network.length === 0 ? (
        <p className="text-sm text-text-2">
          Nothing to do: no cable between these Macs lacks an address at its ends.
        </p>
      ) : (
        <>
          <p className="text-sm text-muted">A network of its own (/30) for each cable without addresses.</p>
          <div>
            <Segmented
              label="How long"
              options={[
                { value: 'untilRestart', label: 'Until a restart' },
                { value: 'lasting', label: 'To stay' },
              ]}
              value={kind}
              onChange={setKind}
            />
          </div>
          {network.map((it) => (
            <CopyBlock key={it.machineId} label={`Network of ${it.name}`} text={it[kind].join('\n')} />
          ))}
        </>
      )}
    </section>
  );
}

function HostfilePart({ check }: { check: SetCheckView }) {
  const ready = check.verdicts.find(({ state }) => state === 'pass')?.kind.replace('_', '-');
  const [backend, setBackend] = useState<Backend>(
    BACKENDS.find((it) => it.value === ready)?.value ?? 'jaccl',
  );
  const file = check.hostfiles.find((it) => it.backend === backend);
  if (!file) return null;
  return (
    <section aria-label="Hostfile" className="flex flex-col gap-3">
      <h3>Hostfile and device matrix</h3>
      <div>
        <Segmented label="Network" options={BACKENDS} value={backend} onChange={setBackend} />
      </div>
      {file.gaps.length > 0 && (
        <Banner tone="warning" title="Not usable yet.">
          {file.gaps.join(' ')}
        </Banner>
      )}
      <p className="text-sm text-muted">
        For <code>mlx.launch --hostfile</code>, ranks from 0 in this order.
      </p>
      <CopyBlock label="Hostfile" text={file.text} />
      {file.devices && file.devicesText !== null && (
        <>
          <p className="text-sm text-muted">
            The file that <code>MLX_IBV_DEVICES</code> names: row is this rank, column its peer.
          </p>
          <DeviceMatrix file={file} machines={check.machines} />
          <CopyBlock label="MLX_IBV_DEVICES" text={file.devicesText} />
        </>
      )}
    </section>
  );
}

function DeviceMatrix({ file, machines }: { file: Hostfile; machines: SetCheckView['machines'] }) {
  const nameOf = new Map(machines.map(({ id, name }) => [id, name]));
  const ranks = file.machineIds.map((id, rank) => `${rank} ${nameOf.get(id) ?? ''}`);
  return (
    <ScrollRegion label="Device matrix" className="relative overflow-x-auto">
      <table className="list-table cable-table">
        <caption className="sr-only">JACCL device matrix, row is this rank, column is its peer</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">Rank</span>
            </th>
            {ranks.map((it) => (
              <th key={it} scope="col">
                {it}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ranks.map((it, row) => (
            <tr key={it}>
              <th scope="row" className="whitespace-nowrap">
                {it}
              </th>
              {file.devices?.[row]?.map((cell, column) => (
                <td key={ranks[column]} className="font-mono text-xs text-text-2">
                  {cell === null ? 'null' : Array.isArray(cell) ? cell.join(', ') : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
