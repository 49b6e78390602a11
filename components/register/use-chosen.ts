'use client';

import { useState } from 'react';
import type { Row } from './types.ts';

/** Which of the rows in sight are chosen; with Shift all from the last one chosen to this. */
export function useChosen(rows: readonly Row[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [lastId, setLastId] = useState<string | null>(null);
  // A row that has gone out of sight is not changed unseen.
  const chosen = rows.filter((it) => ids.has(it.asset.id));
  const toggle = (id: string, withRange: boolean): void => {
    const isOn = !ids.has(id);
    const order = rows.map((it) => it.asset.id);
    const from = lastId === null ? -1 : order.indexOf(lastId);
    const to = order.indexOf(id);
    const range = withRange && from >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    const next = new Set(ids);
    for (const it of range) {
      if (isOn) next.add(it);
      else next.delete(it);
    }
    setIds(next);
    setLastId(id);
  };
  return {
    chosen,
    isChosen: (id: string): boolean => ids.has(id),
    toggle,
    setAll: (isOn: boolean): void => setIds(new Set(isOn ? rows.map((it) => it.asset.id) : [])),
    clear: (): void => setIds(new Set()),
  };
}
