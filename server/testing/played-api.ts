import { actingAs, userIdOf } from './context.ts';
import { makeLab } from './factories.ts';
import { makeSecretOf } from './keys.ts';
import { makePlayedSession } from './played-answers.ts';
import { startTestPortal } from './portal.ts';

export type PlayedApi = Awaited<ReturnType<typeof startPlayedApi>>;

/** A portal, the key of a member, and their session, whose answers are played. */
export async function startPlayedApi(play: Parameters<typeof makePlayedSession>[2]) {
  const portal = await startTestPortal();
  await makeLab(portal.ctx.db);
  const member = await actingAs(portal.ctx, 'member');
  const key = await makeSecretOf(member);
  return { portal, key, played: await makePlayedSession(portal.ctx, userIdOf(member), play) };
}
