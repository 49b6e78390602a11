import { useState } from 'react';

/** A pace of this page's own, a tenth around: pages that were opened together do not ask together for ever. */
export function useRefreshEach(ms: number): number {
  const [own] = useState(() => 0.9 + Math.random() * 0.2);
  return Math.round(ms * own);
}
