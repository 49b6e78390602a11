import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { useTRPCClient } from './trpc.tsx';
import { postToPortal } from './portal-fetch.ts';

type Client = ReturnType<typeof useTRPCClient>;

const toRequest = (question: string) => JSON.parse(question) as PublicKeyCredentialRequestOptionsJSON;
const library = () => import('@simplewebauthn/browser');

/** Words in place of the browser's own where somebody turned away or it ran out of time. */
function toWords(error: unknown): Error {
  const { name, message } = error as Error;
  if (name === 'NotAllowedError' || name === 'AbortError')
    return new Error('No passkey was given. Try again, or take another way.');
  if (name === 'InvalidStateError') return new Error('This device holds a passkey of yours already.');
  return new Error(message);
}

/** Signs in with a passkey. `isInField`: offered among the saved passwords of the field, and waits to be taken. */
export async function signInWithPasskey(client: Client, isInField = false): Promise<void> {
  const { startAuthentication } = await library();
  const { question, sealed } = await client.signIns.askPasskey.mutate();
  const answer = await startAuthentication({
    optionsJSON: toRequest(question),
    useBrowserAutofill: isInField,
  }).catch((error: unknown) => {
    throw toWords(error);
  });
  const response = await postToPortal('/api/auth/passkey', { response: JSON.stringify(answer), sealed });
  if (response.ok) return;
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  throw new Error(body?.error?.message ?? 'The portal could not sign you in. Try again.');
}

/** Whether this browser can offer a passkey in the field for the e-mail. */
export const offersInField = async (): Promise<boolean> =>
  (await library()).browserSupportsWebAuthnAutofill();

/** Who is (half) in proves it again. */
export async function proveWithPasskey(client: Client): Promise<void> {
  const { startAuthentication } = await library();
  const { question, sealed } = await client.signIns.askPasskey.mutate();
  const answer = await startAuthentication({ optionsJSON: toRequest(question) }).catch((error: unknown) => {
    throw toWords(error);
  });
  await client.signIns.proveByPasskey.mutate({ response: JSON.stringify(answer), sealed });
}

/** A new passkey of who is signed in. */
export async function makePasskey(client: Client, name: string): Promise<void> {
  const { startRegistration } = await library();
  const { question, sealed } = await client.signIns.askNewPasskey.mutate();
  const answer = await startRegistration({
    optionsJSON: JSON.parse(question) as PublicKeyCredentialCreationOptionsJSON,
  }).catch((error: unknown) => {
    throw toWords(error);
  });
  await client.signIns.addPasskey.mutate({ response: JSON.stringify(answer), sealed, name });
}
