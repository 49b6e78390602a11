'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { onConfirmWanted } from '../providers/confirm-link.ts';
import { later } from '../ui/later.tsx';

const ConfirmDialog = later(() => import('./confirm-person-dialog.tsx'));

/** Where something wants a fresh sign-in, whichever page it came from. */
export function ConfirmPerson() {
  const [isAsking, setAsking] = useState(false);
  const answers = useRef<((isConfirmed: boolean) => void)[]>([]);
  useEffect(
    () =>
      onConfirmWanted(
        () =>
          new Promise((resolve) => {
            answers.current.push(resolve);
            setAsking(true);
          }),
      ),
    [],
  );
  const answer = useCallback((isConfirmed: boolean) => {
    for (const resolve of answers.current.splice(0)) resolve(isConfirmed);
    setAsking(false);
  }, []);
  return isAsking ? <ConfirmDialog onAnswer={answer} /> : null;
}
