import type { Actor, ServiceContext } from '../context.ts';
import { findWallLink } from '../modules/walls/index.ts';
import { actorOf } from './actor.ts';
import type { Auth } from './config.ts';

const WALL_COOKIE = /(?:^|;\s*)espalier\.wall=([\w-]{43})(?:;|$)/;

/** Whose browser this is: somebody signed in, else the screen whose link it was opened with. */
export async function viewerOf(auth: Auth, system: ServiceContext, headers: Headers): Promise<Actor> {
  const actor = await actorOf(auth, headers);
  const token = WALL_COOKIE.exec(headers.get('cookie') ?? '')?.[1];
  return actor.kind === 'anonymous' && token ? ((await findWallLink(system, token)) ?? actor) : actor;
}
