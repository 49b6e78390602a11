import { Worker } from 'node:worker_threads';
import { cleanText } from '@/shared/domain/clip-text.ts';
import { MOST_PDF_PAGES, MOST_USED_CHARACTERS } from '@/shared/schemas/chat-files.ts';
import { createLane } from '../../lane.ts';
import { ServiceError } from '../../errors.ts';
import type { ReadFile } from '../chat/index.ts';
import type { PdfRead, PdfTask } from './pdf-worker.ts';

export const MOST_PDF_MS = 20_000;
/** By how much the portal may grow while one is read: a stream of a few bytes may unpack to gigabytes. */
const MOST_GROWTH_BYTES = 512 * 1024 * 1024;
const MOST_HEAP_MB = 256;
const LOOK_MS = 50;

/** One after the other: two hostile ones are no worse than one. */
const lane = createLane(
  { atOnce: 1, waiting: 8 },
  () =>
    new ServiceError('LIMIT_EXCEEDED', 'Many PDFs are being read just now. Attach yours again in a moment.'),
);

/** The portal's own bundle stands beside the worker's; the sources do too. */
const workerFile = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './pdf-worker.ts' : './pdf-worker.mjs', import.meta.url);

type Limits = { mostMs?: number; mostGrowthBytes?: number };

/** The text of a PDF, or why there is none. In a thread of its own, which is ended when it takes too long or too much. */
export const readPdf = (bytes: Uint8Array, limits: Limits = {}): Promise<ReadFile | { problem: string }> =>
  lane.run(async () => {
    const read = await inWorker(bytes, limits);
    if ('problem' in read) return read;
    const text = cleanText(read.text);
    if (text.trim() === '')
      return { problem: 'This PDF has no text: its pages are pictures, and no model here reads pictures.' };
    return { kind: 'pdf', text, characters: read.characters, encoding: null, pages: read.pages };
  });

function inWorker(bytes: Uint8Array, { mostMs = MOST_PDF_MS, mostGrowthBytes = MOST_GROWTH_BYTES }: Limits) {
  const copy = Uint8Array.from(bytes);
  const task: PdfTask = { bytes: copy, mostPages: MOST_PDF_PAGES, mostCharacters: MOST_USED_CHARACTERS };
  const worker = new Worker(workerFile(), {
    workerData: task,
    transferList: [copy.buffer],
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    // It speaks by its message alone, and has nothing of the portal's.
    env: {},
    stdout: true,
    stderr: true,
  });
  const before = process.memoryUsage.rss();
  const startedMs = performance.now();
  return new Promise<PdfRead>((resolve) => {
    const end = (read: PdfRead): void => {
      clearInterval(watch);
      resolve(read);
      void worker.terminate();
    };
    const watch = setInterval(() => {
      if (performance.now() - startedMs > mostMs)
        end({
          problem: `Reading this PDF took longer than ${mostMs / 1000} seconds. Save it as text, and attach that.`,
        });
      else if (process.memoryUsage.rss() - before > mostGrowthBytes) end({ problem: TOO_MUCH });
    }, LOOK_MS);
    worker.once('message', end);
    // A heap that is full comes here too.
    worker.once('error', (error: { code?: string }) =>
      end({ problem: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? TOO_MUCH : BROKEN }),
    );
    worker.once('exit', () => end({ problem: BROKEN }));
  });
}

const TOO_MUCH = 'Reading this PDF takes more memory than there is for it. Save it as text, and attach that.';
const BROKEN = 'This PDF cannot be read. Open it and save it anew, or attach its text.';
