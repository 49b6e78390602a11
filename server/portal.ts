import type { Actor } from './context.ts';
import type { ServiceContext } from './context.ts';
import type { AppRouter } from './trpc/root.ts';

/**
 * What the running portal offers to the pages that Next renders in the same process. Next bundles its own copy
 * of every module it imports; going through this registry it never loads the server's modules a second time.
 */
export type Portal = {
  router: AppRouter;
  /** Context of a request by its headers; its actor is anonymous when nobody is signed in. */
  createContext(headers: Headers): Promise<ServiceContext>;
  actorOf(headers: Headers): Promise<Actor>;
};

const KEY = Symbol.for('espalier.portal');
const registry = globalThis as { [KEY]?: Portal };

export function registerPortal(portal: Portal): void {
  registry[KEY] = portal;
}

export function getPortal(): Portal {
  const portal = registry[KEY];
  if (!portal) throw new Error('Pages are served by the portal (npm start, npm run dev), not by next alone.');
  return portal;
}
