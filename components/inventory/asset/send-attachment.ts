import { formatGigabytes } from '@/shared/domain/format.ts';
import { ATTACHMENT_CONTENT_TYPE, LARGEST_ATTACHMENT_BYTES } from '@/shared/schemas/attachment.ts';

/** A large file over a slow line takes a while; the portal itself cuts it off before. */
const LONGEST_MS = 60_000;

/** Sends one file to be kept with a machine; throws with the portal's words. */
export async function sendAttachment(machineId: string, file: File): Promise<void> {
  if (file.size > LARGEST_ATTACHMENT_BYTES)
    throw new Error(
      `${file.name} is ${formatGigabytes(file.size)}, and ${formatGigabytes(LARGEST_ATTACHMENT_BYTES)} is the most. Make it smaller, or keep it elsewhere.`,
    );
  const address = `/api/attachments/${encodeURIComponent(machineId)}?name=${encodeURIComponent(file.name)}`;
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': ATTACHMENT_CONTENT_TYPE, 'x-lab-client': 'web' },
    body: file,
    signal: AbortSignal.timeout(LONGEST_MS),
  }).catch(() => {
    throw new Error(`${file.name} did not arrive. Check the connection, then attach it again.`);
  });
  if (response.ok) return;
  const answer = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  throw new Error(answer?.error?.message ?? `${file.name} was not kept. Try again in a moment.`);
}
