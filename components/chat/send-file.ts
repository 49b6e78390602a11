import { ATTACHMENT_CONTENT_TYPE } from '@/shared/schemas/attachment.ts';
import { MOST_CHAT_FILE_BYTES } from '@/shared/schemas/chat-files.ts';
import type { FileView } from './types.ts';

/** A large file over a slow line, and then a PDF that is read for as long as it may. */
const LONGEST_MS = 90_000;

export type NewFile = { id: string; conversationId: string; name: string; content: Blob; isPaste: boolean };

/** Sends one file to be read for a question; throws with the portal's words. */
export async function sendFile({ id, conversationId, name, content, isPaste }: NewFile): Promise<FileView> {
  if (content.size > MOST_CHAT_FILE_BYTES)
    throw new Error(
      `${name} has ${Math.ceil(content.size / 1e6)} MB, and 10 MB are the most. Attach the part that matters.`,
    );
  const query = new URLSearchParams({ chat: conversationId, id, name, ...(isPaste && { paste: '1' }) });
  const response = await fetch(`/api/chat/files?${query}`, {
    method: 'POST',
    headers: { 'content-type': ATTACHMENT_CONTENT_TYPE, 'x-lab-client': 'web' },
    body: content,
    signal: AbortSignal.timeout(LONGEST_MS),
  }).catch(() => {
    throw new Error(`${name} did not arrive. Check the connection, then attach it again.`);
  });
  const answer = (await response.json().catch(() => null)) as
    | (FileView & { error?: { message?: string } })
    | null;
  if (response.ok && answer) return answer;
  throw new Error(answer?.error?.message ?? `${name} was not attached. Try again in a moment.`);
}
