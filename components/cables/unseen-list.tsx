'use client';

import { useCan } from '../providers/me.tsx';
import { Button } from '../ui/button.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { AddressLink } from './address.tsx';
import type { CableMachineView, UnseenView } from './types.ts';
import { useRemoveCable } from './use-entered-cables.ts';

type Props = { unseen: readonly UnseenView[]; machines: readonly CableMachineView[] };

/** Cables entered by hand that an agent contradicts: told, and counted nowhere. */
export function UnseenList({ unseen, machines }: Props) {
  const can = useCan();
  const { remove, isPending } = useRemoveCable();
  const nameOf = (id: string): string => machines.find((it) => it.id === id)?.name ?? 'Another Mac';
  if (unseen.length === 0) return null;
  return (
    <section aria-labelledby="unseen-cables" className="pt-8">
      <div className="flex flex-wrap items-baseline gap-x-3 border-b border-border-strong pb-2">
        <h2 id="unseen-cables">Entered, not seen</h2>
        <span className="text-sm text-muted">an agent says otherwise, so these count nowhere</span>
      </div>
      <ul>
        {unseen.map(({ id, a, b, why, simulated }) => {
          const ends = `${nameOf(a.machineId)} to ${nameOf(b.machineId)}`;
          return (
            <li
              key={id}
              className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-border py-2 text-sm"
            >
              <div className="min-w-0 flex-[1_1_20rem]">
                <b>{nameOf(a.machineId)}</b> <span className="text-muted">{a.portName}</span>, to{' '}
                <b>{nameOf(b.machineId)}</b> <span className="text-muted">{b.portName}</span>{' '}
                {simulated && <SimulatedTag />}
                <span className="block text-maintenance-text">{why}</span>
              </div>
              {can('machine:edit') && (
                <div className="flex items-center gap-3">
                  <AddressLink
                    to={{ enter: id }}
                    className="text-link underline underline-offset-2 coarse:py-3"
                  >
                    Change…<span className="sr-only"> the cable from {ends}</span>
                  </AddressLink>
                  <Button
                    small
                    look="quiet"
                    disabled={isPending}
                    aria-label={`Remove the cable from ${ends}`}
                    onClick={() => remove(id, `The cable from ${ends}`)}
                  >
                    Remove
                  </Button>
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
