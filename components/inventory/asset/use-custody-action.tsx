'use client';

import { type ReactNode, useState } from 'react';
import type { PageAction } from '../../layout/page-header.tsx';
import { useCan } from '../../providers/me.tsx';
import { later } from '../../ui/later.tsx';
import { useWhenIdle } from '../../ui/use-when-idle.ts';
import type { MachineDetailView } from '../types.ts';
import { useHandedOut } from './use-handed-out.ts';

const CheckOutDialog = later(() => import('./check-out-dialog.tsx'));
const CheckInDialog = later(() => import('./check-in-dialog.tsx'));

/** Gives a machine into somebody's hands, or takes it back. */
export function useCustodyAction(machine: MachineDetailView): { actions: PageAction[]; dialog: ReactNode } {
  const can = useCan();
  const [isAsked, setAsked] = useState(false);
  const { data } = useHandedOut();
  useWhenIdle(CheckOutDialog.warm);
  const close = () => setAsked(false);
  const custody = data?.find((it) => it.machineId === machine.id);
  // Until it is known in whose hands it is, neither is offered.
  const isOffered = can('machine:edit') && data !== undefined && (custody || machine.status !== 'retired');
  const label = custody ? 'Check in…' : 'Check out…';
  return {
    actions: isOffered ? [{ key: 'custody', label, onSelect: () => setAsked(true) }] : [],
    dialog:
      isAsked &&
      (custody ? (
        <CheckInDialog machine={machine} custody={custody} onClose={close} />
      ) : (
        <CheckOutDialog machine={machine} onClose={close} />
      )),
  };
}
