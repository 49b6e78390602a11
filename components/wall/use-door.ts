'use client';

import { useEffect, useState } from 'react';
import { portalFetch } from '../providers/portal-fetch.ts';

/** `closed`: why, in the portal's words. */
export type Door = { state: 'opening' | 'open' } | { state: 'closed'; why: string };

const AGAIN_MS = 5000;
const SECRET = /^#([\w-]{43})$/;

/** The secret of a link stands behind the # and is given once, for a cookie. While the portal is away it is kept. */
export function useDoor(): Door {
  const [door, setDoor] = useState<Door>({ state: 'opening' });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => void open();
    const open = async (): Promise<void> => {
      const token = SECRET.exec(window.location.hash)?.[1];
      if (!token) return setDoor({ state: 'open' });
      const answer = await give(token);
      if (answer === null) {
        timer = setTimeout(look, AGAIN_MS);
        return;
      }
      if (answer === '')
        window.history.replaceState(null, '', window.location.pathname + window.location.search);
      setDoor(answer === '' ? { state: 'open' } : { state: 'closed', why: answer });
    };
    look();
    window.addEventListener('hashchange', look);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('hashchange', look);
    };
  }, []);
  return door;
}

/** Empty when it was taken, else why not; null when it should be tried again. */
async function give(token: string): Promise<string | null> {
  try {
    const answer = await portalFetch('/api/wall/open', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (answer.ok) return '';
    if (answer.status !== 404) return null;
    return ((await answer.json()) as { error: { message: string } }).error.message;
  } catch {
    return null;
  }
}
