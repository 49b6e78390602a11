import { createHash, randomUUID } from 'node:crypto';
import { safeFileName } from '@/shared/domain/file-name.ts';
import {
  type Attachment,
  ATTACHMENT_TYPES,
  LARGEST_ATTACHMENT_BYTES,
  MOST_ATTACHMENTS,
} from '@/shared/schemas/attachment.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { lockMachine } from '../inventory/index.ts';
import { endingOf, typeOfFile } from './media-type.ts';
import { tellAct } from './tell-act.ts';
import { SHOWN_OF_ATTACHMENT, toAttachment } from './to-attachment.ts';

type Input = { machineId: string; name: string; bytes: Buffer };

/**
 * Keeps a file with a machine. Throws VALIDATION when it is empty, too large or of no type that is kept, LIMIT_EXCEEDED
 * when the machine has as many as it may, CONFLICT when it has this one.
 */
export async function saveAttachment(
  ctx: ServiceContext,
  { machineId, bytes, ...input }: Input,
): Promise<Attachment> {
  authorize(ctx, 'machine:edit');
  const me = requireUser(ctx);
  const given = safeFileName(input.name);
  if (bytes.length === 0) throw new ServiceError('VALIDATION', `${given} is empty.`);
  if (bytes.length > LARGEST_ATTACHMENT_BYTES)
    throw new ServiceError(
      'VALIDATION',
      `${given} is larger than 10 MB. Make it smaller, or keep it elsewhere.`,
    );
  const found = typeOfFile(given, bytes);
  if ('problem' in found) throw new ServiceError('VALIDATION', `${given} was not kept. ${found.problem}`);
  const name = endingOf(given) === null ? `${given}.${ATTACHMENT_TYPES[found.type][0]}` : given;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return withTransaction(ctx, async (tx, afterCommit) => {
    // Locked, so that two at once are counted one after the other.
    const machine = await lockMachine(tx, machineId);
    const same = await tx.attachment.findUnique({
      where: { machineId_sha256: { machineId, sha256 } },
      select: { name: true },
    });
    if (same) throw new ServiceError('CONFLICT', `${machine.name} has this file already, as ${same.name}.`);
    const count = await tx.attachment.count({ where: { machineId } });
    if (count >= MOST_ATTACHMENTS)
      throw new ServiceError(
        'LIMIT_EXCEEDED',
        `${machine.name} has ${MOST_ATTACHMENTS} attachments, which is the most. Delete one first.`,
      );
    const row = await tx.attachment.create({
      data: {
        id: randomUUID(),
        machineId,
        name,
        mediaType: found.type,
        sizeBytes: bytes.length,
        sha256,
        bytes: new Uint8Array(bytes),
        uploadedById: me.id,
        createdAt: ctx.now(),
      },
      select: SHOWN_OF_ATTACHMENT,
    });
    await tellAct(ctx, tx, afterCommit, machine, {
      action: 'machine.attach',
      after: { file: name, sizeBytes: bytes.length },
    });
    return toAttachment(row);
  });
}
