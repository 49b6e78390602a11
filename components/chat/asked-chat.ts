import { cleanText } from '@/shared/domain/clip-text.ts';

/** What an address asks for: `/chat?session=…&prompt=…` begins a chat with that session and that text, unsent. */
export type AskedChat = { sessionId: string | null; prompt: string };

const MOST_CHARACTERS = 32_000;
const SESSION = /^[\w-]{1,64}$/;

const first = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? '';

/** Null when it asks for nothing. What no question could hold is left out. */
export function readAsked(query: Record<string, string | string[] | undefined>): AskedChat | null {
  const session = first(query['session']).trim();
  const prompt = cleanText(first(query['prompt']).slice(0, MOST_CHARACTERS)).trim();
  if (session === '' && prompt === '') return null;
  return { sessionId: SESSION.test(session) ? session : null, prompt };
}
