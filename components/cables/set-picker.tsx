'use client';

import { useState } from 'react';
import { changeAddress } from '../layout/change-address.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { useCablesAddress } from './address.tsx';
import { MOST_CHOSEN } from './cable-groups.ts';
import type { CableMapView } from './types.ts';

/** Which Macs are judged together, in their islands. */
export function SetPicker({ map, set }: { map: CableMapView; set: readonly string[] }) {
  const addressOf = useCablesAddress();
  const [isOpen, setOpen] = useState(set.length === 0);
  const machineOf = new Map(map.machines.map((it) => [it.id, it]));
  const choose = (id: string, isChosen: boolean): void => {
    const next = isChosen ? [...set, id] : set.filter((it) => it !== id);
    // An empty choice is one too: without it the page would choose by itself.
    changeAddress(addressOf({ set: next.length === 0 ? 'none' : next.join(',') }), 'replace');
  };
  return (
    <details
      className="border-b border-border py-2"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="min-h-6 text-sm text-link coarse:py-3">Choose Macs</summary>
      {(isOpen ? map.islands : []).map((island) => (
        <fieldset key={island.id} className="pt-2 text-sm">
          <legend className="text-xs text-muted">
            {island.title} {island.simulated && <SimulatedTag />}
          </legend>
          {island.machineIds.map((id) => {
            const isChosen = set.includes(id);
            return (
              <Checkbox
                key={id}
                checked={isChosen}
                disabled={!isChosen && set.length >= MOST_CHOSEN}
                onChange={(event) => choose(id, event.target.checked)}
              >
                {machineOf.get(id)?.name}
              </Checkbox>
            );
          })}
        </fieldset>
      ))}
    </details>
  );
}
