import { postToPortal } from '../providers/portal-fetch.ts';
import { toast } from '../ui/toast.tsx';
import { wipeDrafts } from './drafts.ts';

/** Ends the sign-in of this browser and shows the sign-in page; while the portal is away one stays signed in. */
export async function signOut(): Promise<void> {
  try {
    const response = await postToPortal('/api/auth/sign-out', {});
    if (!response.ok) throw new Error('The portal could not sign you out. Try again.');
    wipeDrafts();
    window.location.assign('/sign-in');
  } catch (error) {
    toast.failed(error);
  }
}
