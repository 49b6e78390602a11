import { safeFileName } from '@/shared/domain/file-name.ts';
import type { ChatFile } from '@/shared/schemas/chat-files.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { keepChatFile, refuseUnlessMayAttach } from '../chat/index.ts';
import { readPdf } from './read-pdf.ts';
import { readText } from './read-text.ts';
import { kindOfFile } from './kind-of-file.ts';

type Attached = { id: string; conversationId: string; name: string; isPaste: boolean; bytes: Buffer };

/**
 * Reads a file by what is in it, whatever it is called, and keeps its text with the chat. Throws VALIDATION with what
 * is wrong with it.
 */
export async function attachChatFile(
  ctx: ServiceContext,
  { bytes, isPaste, ...file }: Attached,
): Promise<ChatFile> {
  await refuseUnlessMayAttach(ctx, file.conversationId);
  const name = safeFileName(file.name);
  const kind = kindOfFile(bytes);
  if ('problem' in kind) throw new ServiceError('VALIDATION', `${name} was not attached. ${kind.problem}`);
  const read = kind.kind === 'pdf' ? await readPdf(bytes) : readText(bytes);
  if ('problem' in read) throw new ServiceError('VALIDATION', `${name} was not attached. ${read.problem}`);
  return keepChatFile(ctx, file, isPaste && read.kind === 'text' ? { ...read, kind: 'paste' } : read);
}
