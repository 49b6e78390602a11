'use client';

import { useEffect, useState } from 'react';

/** The value once it has stood still for `waitMs`: what is typed is asked for once, not letter by letter. */
export function useSettled<T>(value: T, waitMs = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), waitMs);
    return () => clearTimeout(timer);
  }, [value, waitMs]);
  return settled;
}
