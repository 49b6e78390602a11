'use client';

import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import type { MenuItem } from '../ui/dropdown-menu.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { toast } from '../ui/toast.tsx';
import type { MachineView } from './types.ts';

export type MachineQuestion = 'rename' | 'cordon' | 'maintain' | 'join' | 'revoke' | 'retire';

const MachineDialog = later(() => import('./machine-dialog.tsx'));

/** What one can do with a machine, as a menu, and the dialogs it opens. */
export function useMachineActions(): { menuOf: (machine: MachineView) => MenuItem[]; dialogs: ReactNode } {
  const trpc = useTRPC();
  const can = useCan();
  useWhenIdle(MachineDialog.warm);
  const [asked, setAsked] = useState<{ question: MachineQuestion; machine: MachineView } | null>(null);
  const setStatus = useMutation(trpc.machines.setStatus.mutationOptions());

  const uncordon = useMutation(trpc.machines.uncordon.mutationOptions());
  // Reversible, so it is done at once; the portal's revision after it makes the way back.
  const change = (machine: MachineView, status: 'active' | 'maintenance', words: string): void =>
    setStatus.mutate(
      { id: machine.id, status, revision: machine.revision },
      {
        onSuccess: (after) =>
          toast.done(`${machine.name} ${words}`, () =>
            setStatus.mutate(
              { id: after.id, status: machine.status, revision: after.revision },
              { onError: toast.failed },
            ),
          ),
        onError: toast.failed,
      },
    );

  const menuOf = (machine: MachineView): MenuItem[] => {
    const ask = (question: MachineQuestion) => () => setAsked({ question, machine });
    const items: MenuItem[] = [{ kind: 'link', label: 'Open', href: `/machines/${machine.id}` }];
    if (can('booking:create') && machine.status === 'active' && !machine.cordon) {
      items.push({ kind: 'link', label: 'Book…', href: `/bookings?book=1&machines=${machine.id}` });
    }
    if (!can('machine:edit')) return items;
    items.push({ kind: 'separator' }, { label: 'Rename…', onSelect: ask('rename') });
    if (machine.cordon)
      items.push({
        label: 'Uncordon',
        onSelect: () =>
          uncordon.mutate(
            { id: machine.id, revision: machine.revision },
            {
              onSuccess: () => toast.done(`Sessions may start on ${machine.name} again`),
              onError: toast.failed,
            },
          ),
      });
    if (machine.status === 'active')
      items.push({
        label: machine.cordon ? 'Change the cordon…' : 'Cordon or drain…',
        onSelect: ask('cordon'),
      });
    if (machine.status === 'active') {
      items.push({
        label: 'Start maintenance',
        onSelect: () => change(machine, 'maintenance', 'is in maintenance'),
      });
    } else {
      items.push({
        label: 'Make it active again',
        onSelect: () => change(machine, 'active', 'is active again'),
      });
    }
    if (machine.status !== 'retired') items.push({ label: 'Plan maintenance…', onSelect: ask('maintain') });
    if (machine.status !== 'retired') items.push({ label: 'New join line…', onSelect: ask('join') });
    if (machine.connection !== 'never' && machine.connection !== 'revoked') {
      items.push({ label: 'Revoke agent…', onSelect: ask('revoke'), danger: true });
    }
    if (machine.status !== 'retired') items.push({ label: 'Retire…', onSelect: ask('retire'), danger: true });
    return items;
  };
  const dialogs = asked && <MachineDialog {...asked} onClose={() => setAsked(null)} />;
  return { menuOf, dialogs };
}
