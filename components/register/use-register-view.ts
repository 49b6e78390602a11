'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { changeAddress } from '../layout/change-address.ts';
import { useSettled } from '../ui/use-settled.ts';
import { addressOf, type RegisterView, viewOf } from './register-address.ts';

/** What the address says, and the ways to change it. What is typed shows at once and is in the address a moment later. */
export function useRegisterView() {
  const params = useSearchParams();
  const inAddress = viewOf(params);
  const [typed, setTyped] = useState<string | null>(null);
  const settled = useSettled(typed);
  const view: RegisterView = typed === null ? inAddress : { ...inAddress, q: typed };
  useEffect(() => {
    if (settled !== null)
      changeAddress(addressOf({ ...viewOf(new URLSearchParams(location.search)), q: settled }), 'replace');
  }, [settled]);
  useEffect(() => {
    const back = () => setTyped(null);
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  return {
    view,
    type: setTyped,
    go(change: Partial<RegisterView>): void {
      const next = { ...view, ...change };
      setTyped(typed === null ? null : next.q);
      changeAddress(addressOf(next), 'push');
    },
  };
}
