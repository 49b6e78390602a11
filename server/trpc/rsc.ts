import 'server-only';
import { headers } from 'next/headers';
import type { Actor } from '../context.ts';
import { getPortal } from '../portal.ts';

/** Who asks for this page; null when nobody is signed in. */
export async function currentUser(): Promise<Extract<Actor, { kind: 'user' }> | null> {
  const actor = await getPortal().actorOf(await headers());
  return actor.kind === 'user' ? actor : null;
}

/** Router and context for prefetching a page's queries on the server. */
export async function serverSide() {
  const portal = getPortal();
  return { router: portal.router, ctx: await portal.createContext(await headers()) };
}
