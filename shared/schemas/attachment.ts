import * as z from 'zod';
import { Count, Id, Instant } from './units.ts';

/** What may be kept with a machine, told by its content; the endings its name may have. */
export const ATTACHMENT_TYPES = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/heic': ['heic', 'heif'],
  'image/webp': ['webp'],
  'text/plain': ['txt', 'log'],
  'text/csv': ['csv'],
} as const;
export type AttachmentType = keyof typeof ATTACHMENT_TYPES;

export const LARGEST_ATTACHMENT_BYTES = 10_000_000;
export const MOST_ATTACHMENTS = 20;
/** No type that a foreign page could send without asking first. */
export const ATTACHMENT_CONTENT_TYPE = 'application/vnd.espalier.attachment';

export const Attachment = z.object({
  id: Id,
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: Count,
  uploadedByName: z.string().nullable(),
  createdAt: Instant,
});
export type Attachment = z.output<typeof Attachment>;
