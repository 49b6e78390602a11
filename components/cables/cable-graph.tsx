'use client';

import type { CSSProperties } from 'react';
import { IslandHead } from '../ui/island-head.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { AddressLink } from './address.tsx';
import { type Arc, layoutArcs, portLeft } from './arcs.ts';
import { type CableGroup, MOST_CHOSEN } from './cable-groups.ts';
import { cableSentence } from './cable-words.ts';
import './cables.css';
import type { CableMachineView } from './types.ts';

type Props = {
  group: CableGroup;
  labels: ReadonlyMap<string, string>;
  chosen: ReadonlySet<string>;
  cableId: string | null;
};

/** The Macs of an island with their ports, and the cables as arcs between them; the table below says the same. */
export function CableGraph({ group, labels, chosen, cableId }: Props) {
  const { island, machines, cables } = group;
  const { width, depth, arcs } = layoutArcs(machines, cables, island);
  const machineOf = new Map(machines.map((it) => [it.id, it]));
  return (
    <section
      aria-label={island.title}
      className="cable-graph"
      data-simulated={island.simulated || undefined}
      style={{ '--n': machines.length } as CSSProperties}
    >
      <IslandHead island={island} />
      <ScrollRegion label={`${island.title}, drawn`} className="cable-drawing">
        <ul className="cable-machines">
          {machines.map((it) => (
            <MachineBox key={it.id} machine={it} isChosen={chosen.has(it.id)} />
          ))}
        </ul>
        <div className="cable-arcs">
          <svg viewBox={`0 0 ${width} ${depth}`} preserveAspectRatio="none" aria-hidden>
            {arcs.map((arc) => (
              <ArcLine key={arc.key} arc={arc} isCurrent={arc.cable !== null && arc.cable.id === cableId} />
            ))}
          </svg>
          {arcs.map(({ key, cable, labelLeft, labelTop }) => {
            const style = { left: `${labelLeft}%`, top: `${labelTop}%` };
            if (cable === null)
              return (
                <span key={key} className="cable-label" data-kind="missing" style={style}>
                  missing
                </span>
              );
            const label = labels.get(cable.id) ?? '';
            return (
              <AddressLink
                key={key}
                to={{ cable: cable.id }}
                label={cableSentence(cable, label, machineOf)}
                current={cable.id === cableId}
                className="cable-label"
                style={style}
              >
                {label}
              </AddressLink>
            );
          })}
        </div>
      </ScrollRegion>
      {machines.length <= MOST_CHOSEN && (
        <AddressLink
          to={{ set: island.machineIds.join(',') }}
          className="inline-block text-sm text-link underline underline-offset-2 coarse:py-3"
        >
          Check {machines.length === 2 ? 'both' : `all ${machines.length}`}
          <span className="sr-only"> of {island.title}</span>
        </AddressLink>
      )}
    </section>
  );
}

function MachineBox({ machine, isChosen }: { machine: CableMachineView; isChosen: boolean }) {
  const isSilent = machine.connection !== 'online' && machine.connection !== 'suspect';
  return (
    <li>
      <div className="cable-box" data-chosen={isChosen || undefined}>
        <b title={machine.name}>
          {isSilent ? (
            <StatusGlyph status="unknown" label="Silent" small />
          ) : (
            machine.simulated && <StatusGlyph status="simulated" label={null} small />
          )}
          <span>{machine.name}</span>
        </b>
        <small>{rdmaSwitch(machine, isSilent)}</small>
      </div>
      {machine.ports.map((port) => (
        <i
          key={port.key}
          title={port.name}
          className="cable-port"
          data-state={port.isUsed ? (isSilent ? 'silent' : 'used') : port.isDoubtful ? 'doubtful' : 'free'}
          style={{ left: `${portLeft(machine, port.key)}%` }}
        >
          <em aria-hidden>{/^\d{1,2}$/.test(port.label) ? port.label : '•'}</em>
        </i>
      ))}
    </li>
  );
}

function rdmaSwitch({ rdma }: CableMachineView, isSilent: boolean): string {
  if (isSilent) return 'silent';
  return rdma === null ? 'RDMA unknown' : rdma ? 'RDMA on' : 'RDMA off';
}

/** Ready: a double line. Unknown: a single one. No RDMA: dots. Missing: dashes. */
function ArcLine({ arc: { path, cable }, isCurrent }: { arc: Arc; isCurrent: boolean }) {
  if (cable === null) return <path className="cable-line" data-rdma="missing" d={path} />;
  const state = cable.rdma === null ? 'unknown' : cable.rdma ? 'ready' : 'no';
  return (
    <g data-current={isCurrent || undefined}>
      {isCurrent && <path className="cable-glow" d={path} />}
      <path className="cable-line" data-rdma={state} d={path} />
      {state === 'ready' && <path className="cable-core" d={path} />}
    </g>
  );
}

const LINES = [
  { state: 'ready', words: 'RDMA ready at both ends' },
  { state: 'unknown', words: 'RDMA unknown' },
  { state: 'no', words: 'no RDMA' },
  { state: 'missing', words: 'missing for a full mesh' },
] as const;
const PORTS = [
  { state: 'used', words: 'port in use' },
  { state: 'free', words: 'free' },
  { state: 'doubtful', words: 'next to Ethernet' },
] as const;

export function CableKey() {
  return (
    <ul className="cable-key" aria-label="Key">
      {LINES.map(({ state, words }) => (
        <li key={state}>
          <svg viewBox="0 0 28 8" aria-hidden>
            <path className="cable-line" data-rdma={state} d="M0 4H28" />
            {state === 'ready' && <path className="cable-core" d="M0 4H28" />}
          </svg>
          {words}
        </li>
      ))}
      {PORTS.map(({ state, words }) => (
        <li key={state}>
          <i className="cable-port" data-state={state} />
          {words}
        </li>
      ))}
    </ul>
  );
}
