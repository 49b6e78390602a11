import { MOST_FILE_BYTES } from '@/shared/domain/csv/limits.ts';
import type { ImportOptions, ImportPreview, ImportResult } from '@/shared/schemas/register-import.ts';
import { postToPortal } from '../providers/portal-fetch.ts';

/** The file as it travels: its name, and its bytes as base64. `id` tells two of one name apart. */
export type ChosenFile = { id: number; name: string; base64: string };

export const FIRST_OPTIONS: ImportOptions = {
  encoding: null,
  delimiter: null,
  decimal: null,
  dayOrder: null,
  matchBy: null,
  emptyCells: 'keep',
  columns: null,
  mends: [],
};

let read = 0;
export async function readFile(file: File): Promise<ChosenFile> {
  if (file.size > MOST_FILE_BYTES) throw new Error('The file is larger than 5 MB. Import it in parts.');
  if (file.size === 0)
    throw new Error('The file is empty. It needs a line of headings, and a line for each Mac.');
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(new Error('The file could not be read. Choose it again.')));
    reader.readAsDataURL(file);
  });
  read += 1;
  return { id: read, name: file.name.slice(0, 200) || 'file.csv', base64: url.slice(url.indexOf(',') + 1) };
}

export const askPreview = (file: ChosenFile, options: ImportOptions): Promise<ImportPreview> =>
  ask('/api/register/import/preview', { file: file.base64, options });

export const importFile = (file: ChosenFile, options: ImportOptions, digest: string): Promise<ImportResult> =>
  ask('/api/register/import', { file: file.base64, fileName: file.name, options, digest });

/** Errors come with the portal's words, and its code where a procedure's has it. */
async function ask<T>(url: string, body: object): Promise<T> {
  const response = await postToPortal(url, body);
  const answer = (await response.json().catch(() => null)) as {
    error?: { code: string; message: string };
  } | null;
  if (response.ok && answer) return answer as T;
  const data = { code: answer?.error?.code, requestId: response.headers.get('x-request-id') };
  const words =
    answer?.error?.message ?? 'The portal could not take that. Look whether it was done, then try again.';
  throw Object.assign(new Error(words), { data });
}
