import 'server-only';
import { headers } from 'next/headers';
import type { Actor } from '../context.ts';
import { getPortal } from '../portal.ts';

// Headers first: asking for them tells Next that the page can't be made at build time, when no portal runs.

/** Who asks for this page; null when nobody is signed in. */
export async function currentUser(): Promise<Extract<Actor, { kind: 'user' }> | null> {
  const asked = await headers();
  const actor = await getPortal().actorOf(asked);
  return actor.kind === 'user' ? actor : null;
}

/** Router and context for prefetching a page's queries on the server. */
export async function serverSide() {
  const asked = await headers();
  const portal = getPortal();
  return { router: portal.router, ctx: await portal.createContext(asked) };
}
