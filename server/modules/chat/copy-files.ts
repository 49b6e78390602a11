import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../db.ts';

/** What a chat's questions took along goes with them into another chat, which may outlive the first. */
export async function copyFiles(tx: Transaction, conversationId: string) {
  const files = await tx.chatAttachment.findMany({ where: { conversationId, isSent: true } });
  const ids = new Map(files.map((it) => [it.id, randomUUID()]));
  return {
    /** The copies of these, in their order. */
    of: (attachmentIds: readonly string[]): string[] => attachmentIds.flatMap((id) => ids.get(id) ?? []),
    into: (to: { conversationId: string; ownerId: string }) =>
      tx.chatAttachment.createMany({ data: files.map((it) => ({ ...it, id: ids.get(it.id)!, ...to })) }),
  };
}
