'use client';

import { useCallback, useState } from 'react';
import { type Chosen, toggled } from './chosen.ts';
import type { Row } from './types.ts';

const NONE: Chosen = { ids: new Set(), lastId: null };

/** Which of the rows in sight are chosen. */
export function useChosen(rows: readonly Row[]) {
  const [{ ids }, setChosen] = useState(NONE);
  // The same as long as the rows are: 200 of them are not drawn again for one that is chosen.
  const toggle = useCallback(
    (id: string, withRange: boolean) =>
      setChosen((before) =>
        toggled(
          before,
          rows.map((it) => it.asset.id),
          id,
          withRange,
        ),
      ),
    [rows],
  );
  return {
    // A row that has gone out of sight is not changed unseen.
    chosen: rows.filter((it) => ids.has(it.asset.id)),
    isChosen: (id: string): boolean => ids.has(id),
    toggle,
    setAll: (isOn: boolean): void =>
      setChosen(isOn ? { ids: new Set(rows.map((it) => it.asset.id)), lastId: null } : NONE),
    clear: (): void => setChosen(NONE),
  };
}
