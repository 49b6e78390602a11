/** Ends the sign-in of this browser and shows the sign-in page. */
export async function signOut(): Promise<void> {
  await fetch('/api/auth/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-lab-client': 'web' },
    body: '{}',
  });
  window.location.assign('/sign-in');
}
