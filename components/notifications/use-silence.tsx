'use client';

import { type ReactNode, useState } from 'react';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import type { Silenced } from './silence-dialog.tsx';
import type { AlertView } from './types.ts';

const SilenceDialog = later(() => import('./silence-dialog.tsx'));

/** Asks for how long an alert is to be kept quiet. */
export function useSilence(): {
  ask: (alert: AlertView) => void;
  askOf: (what: Silenced) => void;
  dialog: ReactNode;
} {
  const [asked, setAsked] = useState<Silenced | null>(null);
  useWhenIdle(SilenceDialog.warm);
  return {
    ask: ({ ruleId, ruleName, subjectId, subjectName }) =>
      setAsked({
        rule: ruleId === null ? null : { id: ruleId, name: ruleName },
        subject: { id: subjectId, name: subjectName },
      }),
    askOf: setAsked,
    dialog: asked && <SilenceDialog {...asked} onClose={() => setAsked(null)} />,
  };
}
