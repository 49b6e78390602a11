import { postToPortal } from '../providers/portal-fetch.ts';
import { messageOf } from './auth.ts';

/** Throws with words for people when the portal refuses. Other browsers of this person are signed out. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  const response = await postToPortal('/api/auth/change-password', {
    currentPassword,
    newPassword,
    revokeOtherSessions: true,
  });
  if (response.ok) return;
  if (response.status >= 500) throw new Error('The portal could not change the password; it is as before.');
  throw new Error(await messageOf(response, 'The password now is not right.'));
}
