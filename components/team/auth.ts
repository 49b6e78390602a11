import { postToPortal } from '../providers/portal-fetch.ts';

export type SignInFailure = { title: string; detail: string | null };

const UNREACHABLE: SignInFailure = {
  title: 'The portal did not answer.',
  detail: 'Check the connection, then try again.',
};

/** Signs in with e-mail and password; null when it worked. Never says which of the two was wrong. */
export async function signIn(email: string, password: string): Promise<SignInFailure | null> {
  const response = await postToPortal('/api/auth/sign-in/email', { email, password }).catch(() => null);
  if (!response) return UNREACHABLE;
  if (response.ok) return null;
  if (response.status === 429) return { title: await messageOf(response), detail: null };
  if (response.status === 403) return { title: 'You cannot sign in.', detail: await messageOf(response) };
  if (response.status >= 500)
    return { title: 'The portal could not sign you in.', detail: await messageOf(response) };
  return {
    title: 'E-mail or password is wrong.',
    detail: 'Both have to match. An admin of the lab can help.',
  };
}

/** The portal's own words where it has some (`otherwise` for those of its library). */
export async function messageOf(
  response: Response,
  otherwise = 'Try again in a few minutes.',
): Promise<string> {
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  return body?.error?.message ?? otherwise;
}

/** Asks one of the portal's ways in; throws with words for people when it refuses. */
export async function askWayIn(path: '/forgot' | '/link', body: object): Promise<void> {
  const response = await postToPortal(`/api/auth${path}`, body);
  if (!response.ok) throw new Error(await messageOf(response));
}

const HERE = 'https://console.invalid';

/**
 * Only an address within this console: a link must not send people elsewhere after signing in. The URL parser
 * decides, for it drops tabs and turns backslashes as the browser will; given on is what it understood.
 */
export function safeNext(next: string | null): string {
  if (!next?.startsWith('/') || !URL.canParse(next, HERE)) return '/machines';
  const { origin, pathname, search, hash } = new URL(next, HERE);
  // A path that begins with two slashes would be read as a host the next time.
  return origin === HERE && !pathname.startsWith('//') ? pathname + search + hash : '/machines';
}
