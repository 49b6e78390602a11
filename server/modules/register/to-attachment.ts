import type { Attachment } from '@/shared/schemas/attachment.ts';

/** All but the file itself. */
export const SHOWN_OF_ATTACHMENT = {
  id: true,
  name: true,
  mediaType: true,
  sizeBytes: true,
  createdAt: true,
  uploadedBy: { select: { name: true } },
} as const;

type Row = Omit<Attachment, 'uploadedByName'> & { uploadedBy: { name: string } | null };

export const toAttachment = ({ uploadedBy, ...row }: Row): Attachment => ({
  ...row,
  uploadedByName: uploadedBy?.name ?? null,
});
