'use client';

import { useRef } from 'react';
import { newId } from '../ui/new-id.ts';

/** The same wish sent twice, after a lost answer, keeps its id and is done once. */
export function useWishId(): (wish: unknown) => string {
  const last = useRef<{ words: string; id: string } | null>(null);
  return (wish) => {
    const words = JSON.stringify(wish);
    if (last.current?.words !== words) last.current = { words, id: newId() };
    return last.current.id;
  };
}
