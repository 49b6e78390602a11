'use client';

import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import type { IslandView, MachineView } from './types.ts';

type Props = {
  machines: readonly MachineView[];
  islands: readonly IslandView[];
  chosen: readonly string[];
  onChoose: (machineIds: string[]) => void;
  onClose: () => void;
};

/** Which machines are taken out, island by island. */
export default function MachinesDialog({ machines, islands, chosen, onChoose, onClose }: Props) {
  const [ids, setIds] = useState<readonly string[]>(chosen);
  const byId = new Map(machines.map((it) => [it.id, it]));
  const set = (changed: readonly string[], on: boolean): void =>
    setIds(on ? [...new Set([...ids, ...changed])] : ids.filter((id) => !changed.includes(id)));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Which machines"
      description="All of them are taken out for the same time."
    >
      {islands.map((island) => {
        const own = island.machineIds.flatMap((id) => byId.get(id) ?? []);
        if (own.length === 0) return null;
        const all = own.map((it) => it.id);
        const isWhole = all.every((id) => ids.includes(id));
        return (
          <fieldset key={island.id} className="mt-3 min-w-0">
            <legend className="sr-only">{island.title}</legend>
            <div className="flex min-h-7 items-center gap-2 border-b border-border text-sm coarse:min-h-11">
              <b className="truncate" title={island.title}>
                {island.title}
              </b>
              {island.simulated && <SimulatedTag />}
              {own.length > 1 && (
                <Button small look="quiet" className="ml-auto flex-none" onClick={() => set(all, !isWhole)}>
                  {isWhole ? 'None' : `All ${own.length}`}
                </Button>
              )}
            </div>
            {own.map((it) => (
              <Checkbox
                key={it.id}
                checked={ids.includes(it.id)}
                onChange={(event) => set([it.id], event.target.checked)}
              >
                <span className="truncate font-medium" title={it.name}>
                  {it.name}
                </span>
                <span className="truncate text-xs text-muted">{it.modelName}</span>
              </Checkbox>
            ))}
          </fieldset>
        );
      })}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="primary"
          disabled={ids.length === 0}
          onClick={() => {
            onChoose(machines.filter((it) => ids.includes(it.id)).map((it) => it.id));
            onClose();
          }}
        >
          {ids.length === 1 ? 'Take 1 machine' : `Take ${ids.length} machines`}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
