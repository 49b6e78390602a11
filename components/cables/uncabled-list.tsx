'use client';

import { Unplug } from 'lucide-react';
import Link from 'next/link';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import type { CableMachineView } from './types.ts';

/** Macs that no cable reaches, and what is known of their ports. */
export function UncabledList({ machines }: { machines: readonly CableMachineView[] }) {
  if (machines.length === 0) return null;
  return (
    <section aria-label="Without a cable" className="pt-8">
      <h2 className="border-b border-border-strong pb-2">Without a cable</h2>
      <ul className="grid gap-x-8 tablet:grid-cols-2">
        {machines.map((machine) => (
          <li key={machine.id} className="flex gap-2 border-b border-border py-2 text-sm">
            <span className="mt-0.5">
              {machine.tellsPorts && !machine.simulated ? (
                <Unplug aria-hidden size={16} strokeWidth={1.6} className="text-muted" />
              ) : (
                <StatusGlyph status={machine.simulated ? 'simulated' : 'unknown'} label={null} />
              )}
            </span>
            <div className="min-w-0">
              <Link prefetch={false} href={`/machines/${machine.id}`} className="font-strong hover:underline">
                {machine.name}
              </Link>{' '}
              <span className="text-muted">{machine.modelName}</span> {machine.simulated && <SimulatedTag />}
              <span className="block text-muted">{portWords(machine)}</span>
              {machine.noRdma !== null && <span className="block text-text-2">{machine.noRdma}</span>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function portWords({ tellsPorts, ports }: CableMachineView): string {
  if (!tellsPorts) return 'Its ports are not known: its agent has told none.';
  const free = ports.filter(({ isUsed }) => !isUsed).length;
  if (ports.length === 0) return 'It has no Thunderbolt port.';
  const count = ports.length === 1 ? '1 port' : `${ports.length} ports`;
  return free === ports.length
    ? `${count}, nothing plugged in.`
    : `${count}, ${free} free; no other Mac of the lab is at the rest.`;
}
