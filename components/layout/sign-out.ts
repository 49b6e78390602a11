import { postToPortal } from '../providers/portal-fetch.ts';
import { toast } from '../ui/toast.tsx';
import { takeDraftsAway } from './drafts.ts';

/**
 * Ends the sign-in of this browser, whose drafts go with it, and shows the sign-in page; while the portal is away one
 * stays signed in.
 */
export async function signOut(): Promise<void> {
  // Before: the page may be led away from here while the answer is on its way.
  const putBack = takeDraftsAway();
  try {
    const response = await postToPortal('/api/auth/sign-out', {});
    if (!response.ok) throw new Error('The portal could not sign you out. Try again.');
    window.location.assign('/sign-in');
  } catch (error) {
    putBack();
    toast.failed(error);
  }
}
