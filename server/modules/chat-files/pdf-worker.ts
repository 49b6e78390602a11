import { parentPort, workerData } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';

/* A thread of its own, which the portal can end. It imports nothing of the portal: it may run from the bundle. */

export type PdfTask = { bytes: Uint8Array; mostPages: number; mostCharacters: number };
export type PdfRead = { text: string; characters: number; pages: number } | { problem: string };

async function read({ bytes, mostPages, mostCharacters }: PdfTask): Promise<PdfRead> {
  const pdf = await getDocumentProxy(bytes, { useSystemFonts: false, verbosity: 0 });
  const pages = pdf.numPages;
  if (pages > mostPages)
    return {
      problem: `It has ${pages} pages, of which ${mostPages} are the most. Attach the part that matters.`,
    };
  let text = '';
  let characters = 0;
  for (let number = 1; number <= pages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const told = items
      .map((it) => ('str' in it ? it.str + (it.hasEOL ? '\n' : '') : ''))
      .join('')
      .trim();
    page.cleanup();
    if (told === '') continue;
    const part = `${characters === 0 ? '' : '\n\n'}${told}`;
    characters += part.length;
    text += part.slice(0, Math.max(0, mostCharacters - text.length));
  }
  return { text, characters, pages };
}

const tellProblem = (error: unknown): string =>
  (error as Error | null)?.name === 'PasswordException'
    ? 'This PDF is locked with a password. Save it without one, and attach that.'
    : 'This PDF cannot be read. Open it and save it anew, or attach its text.';

parentPort?.postMessage(
  await read(workerData as PdfTask).catch((error: unknown) => ({ problem: tellProblem(error) })),
);
