'use client';

import { ScrollRegion } from '../ui/scroll-region.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { Value } from '../ui/value.tsx';
import '../ui/list-table.css';
import { AddressLink } from './address.tsx';
import type { CableGroup } from './cable-groups.ts';
import { bridgeWords, rdmaWord, speedWords } from './cable-words.ts';
import type { CableMachineView, CableView } from './types.ts';

type Props = {
  groups: readonly CableGroup[];
  labels: ReadonlyMap<string, string>;
  cableId: string | null;
  /** What happened to a cable within a day, by its id. */
  changes: ReadonlyMap<string, string>;
};

/** What the drawing shows, in words: every cable with its two ends, and those that are missing. */
export function CableTable({ groups, labels, cableId, changes }: Props) {
  return (
    <ScrollRegion label="Table of all cables" className="relative overflow-x-auto">
      <table className="list-table cable-table cable-list">
        <caption className="sr-only">
          Cables with their two ends, speed, whether RDMA can use them, bridge and addresses
        </caption>
        <thead>
          <tr>
            <th scope="col">Cable</th>
            <th scope="col" className="w-[23%]">
              One end
            </th>
            <th scope="col" className="w-[23%]">
              Other end
            </th>
            <th scope="col" className="number">
              Speed
            </th>
            <th scope="col">RDMA</th>
            <th scope="col">Bridge</th>
            <th scope="col">Addresses</th>
          </tr>
        </thead>
        {groups.map((group) => (
          <GroupRows
            key={group.island.id}
            group={group}
            labels={labels}
            cableId={cableId}
            changes={changes}
          />
        ))}
      </table>
    </ScrollRegion>
  );
}

function GroupRows({ group, labels, cableId, changes }: Omit<Props, 'groups'> & { group: CableGroup }) {
  const { island, machines, cables } = group;
  const machineOf = new Map(machines.map((it) => [it.id, it]));
  return (
    <tbody>
      <tr>
        <th colSpan={7} scope="rowgroup" className="cable-table-group">
          {island.title} {island.simulated && <SimulatedTag />}
        </th>
      </tr>
      {cables.map((cable) => (
        <CableRow
          key={cable.id}
          cable={cable}
          label={labels.get(cable.id) ?? ''}
          machineOf={machineOf}
          isCurrent={cable.id === cableId}
          change={changes.get(cable.id) ?? null}
        />
      ))}
      {island.missing.map((it) => (
        <tr key={`${it.aMachineId} ${it.bMachineId}`}>
          <td className="text-muted">–</td>
          <td colSpan={2}>{it.text}</td>
          <td colSpan={4} className={it.isSilent ? 'text-unknown-text' : 'text-maintenance-text'}>
            {it.isSilent
              ? 'Not known: one of them has not told its ports'
              : 'Missing for a mesh: one Thunderbolt 5 cable'}
          </td>
        </tr>
      ))}
    </tbody>
  );
}

type RowProps = {
  cable: CableView;
  label: string;
  machineOf: ReadonlyMap<string, CableMachineView>;
  isCurrent: boolean;
  change: string | null;
};

function CableRow({ cable, label, machineOf, isCurrent, change }: RowProps) {
  const speed = speedWords(cable.speedGbps);
  const bridge = bridgeWords(cable, machineOf);
  return (
    <tr data-current={isCurrent || undefined}>
      <td>
        <AddressLink
          to={{ cable: cable.id }}
          current={isCurrent}
          className="inline-block min-h-6 min-w-6 text-link underline underline-offset-2"
        >
          {label}
        </AddressLink>
      </td>
      <End end={cable.a} machineOf={machineOf} />
      <End end={cable.b} machineOf={machineOf} />
      <td data-label="Speed" className="number">
        {speed ?? <Value state="unknown" reason="Neither end tells its speed." />}
      </td>
      <td data-label="RDMA" className="min-w-36 tablet:w-[22%]">
        <div>
          <span
            className={
              cable.rdma === true
                ? 'text-ready-text'
                : cable.rdma === false
                  ? 'text-maintenance-text'
                  : 'text-unknown-text'
            }
          >
            {rdmaWord(cable.rdma)}
          </span>
          {(cable.rdma !== true || cable.origin === 'entered') && (
            <span className="block text-xs text-muted">{cable.reason}</span>
          )}
          {change !== null && <span className="block text-xs text-text-2">{change}</span>}
        </div>
      </td>
      <td data-label="Bridge" className={bridge.startsWith('on') ? 'text-maintenance-text' : undefined}>
        {bridge === 'unknown' ? <Value state="unknown" reason="Not both Macs tell their bridges." /> : bridge}
      </td>
      <td data-label="Addresses" className="font-mono text-xs whitespace-nowrap">
        <span>
          {cable.a.address ?? 'none told'}
          <br />
          {cable.b.address ?? 'none told'}
        </span>
      </td>
    </tr>
  );
}

function End({ end, machineOf }: { end: CableView['a']; machineOf: RowProps['machineOf'] }) {
  return (
    <td>
      <b>{machineOf.get(end.machineId)?.name ?? 'Another Mac'}</b>
      <span className="block text-xs text-muted">
        {end.portName}
        {!end.isReported && ', entered by hand'}
      </span>
    </td>
  );
}
