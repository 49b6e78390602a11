import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { isModelFile, refusalOfFiles } from '@/shared/domain/model-files.ts';
import { CommitId, ModelFileName, MOST_MODEL_FILES, Sha256 } from '@/shared/schemas/model-store.ts';
import { messageOf } from '../log.ts';
import { CopyInterrupted, CopyRefused, type FileSource, type WantedFile } from './fetch-file.ts';
import { askHub, type Hub } from './hub-http.ts';
import { isFrom } from './part-of-file.ts';

const MOST_LIST_BYTES = 8 * 1024 * 1024;

/** A model of a hub, in the form of one revision. */
export type HubModel = Hub & { modelId: string; revision: string };

/** What `/api/models/<id>/revision/<rev>?blobs=true` says, as far as it counts here. */
const Listing = z.object({
  sha: CommitId,
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().int().nonnegative().optional(),
      /** Git's hash of the file; of a large one, of what stands for it. */
      blobId: CommitId.optional(),
      lfs: z.object({ sha256: Sha256, size: z.number().int().nonnegative() }).nullish(),
    }),
  ),
});

/**
 * What a model is made of at one commit, with the size and the hash of each file. Throws `CopyInterrupted` while the
 * hub can't be asked, `CopyRefused` with a sentence where there is no such model or none that can be run.
 */
export async function listHubFiles(
  hub: HubModel,
  signal: AbortSignal,
): Promise<{ commit: string; files: WantedFile[] }> {
  const path = `/api/models/${hub.modelId}/revision/${encodeURIComponent(hub.revision)}?blobs=true`;
  let text: string;
  try {
    const response = await askHub(hub, path, {}, signal);
    if (response.statusCode !== 200) throw problemOf(hub, response);
    text = await readAll(response);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof CopyRefused || error instanceof CopyInterrupted ? error : unreachable(hub, error);
  }
  const listing = parse(hub, text);
  const files = listing.siblings
    .filter(({ rfilename }) => isModelFile(rfilename) && ModelFileName.safeParse(rfilename).success)
    .map(({ rfilename: name, size, blobId, lfs }): WantedFile => {
      if (lfs) return { name, bytes: lfs.size, digest: { kind: 'sha256', hex: lfs.sha256 } };
      if (size === undefined || blobId === undefined)
        throw new CopyRefused(
          `${hostOf(hub)} tells neither size nor hash of ${name}, so it can’t be checked.`,
        );
      return { name, bytes: size, digest: { kind: 'git-sha1', hex: blobId } };
    });
  const refusal = refusalOfFiles(files) ?? refusalOfKind(files);
  if (refusal !== null) throw new CopyRefused(`${hub.modelId}: ${refusal}`);
  return { commit: listing.sha, files };
}

function refusalOfKind(files: readonly WantedFile[]): string | null {
  if (files.length > MOST_MODEL_FILES)
    return `It has more than ${MOST_MODEL_FILES} files, which no model has.`;
  return files.some(({ name }) => name.endsWith('.safetensors'))
    ? null
    : 'It has no safetensors weights, and other kinds can carry programs, so none is brought. Look for a converted one, as of mlx-community.';
}

function parse(hub: HubModel, text: string): z.output<typeof Listing> {
  try {
    return Listing.parse(JSON.parse(text));
  } catch (error) {
    throw new CopyRefused(
      `What ${hostOf(hub)} answers is no list of a model’s files, so it is no hub of models, or it speaks another version.`,
      { cause: error },
    );
  }
}

/** The files of a model at its commit; `revision` must be one. */
export function hubSource(hub: HubModel): FileSource {
  return {
    words: {
      unreachable: `This machine can’t reach ${hostOf(hub)}`,
      damaged: `What ${hostOf(hub)} sends, this machine’s disk or the way between them is at fault.`,
    },
    async ask(file, at, signal) {
      const path = `/${hub.modelId}/resolve/${hub.revision}/${encodeURIComponent(file.name)}`;
      const response = await askHub(hub, path, at > 0 ? { range: `bytes=${at}-` } : {}, signal);
      if (isFrom(response, at, file.bytes)) return response;
      response.destroy();
      const { statusCode } = response;
      if (statusCode === 200 || statusCode === 206)
        throw new CopyRefused(
          `${hostOf(hub)} sends ${file.name} in another size than it told, or no part of a file when it is asked for one.`,
        );
      throw problemOf(hub, response);
    },
  };
}

const hostOf = ({ base }: Hub): string => new URL(base).host;

/** Why a hub did not answer as asked, in words, with what to do. */
function problemOf(hub: HubModel, { statusCode, headers }: IncomingMessage): Error {
  const host = hostOf(hub);
  const code = String(headers['x-error-code'] ?? '');
  const isClosed = statusCode === 401 || statusCode === 403;
  if (code === 'GatedRepo' || (isClosed && code !== 'RepoNotFound'))
    return new CopyRefused(
      hub.token === null
        ? `${host} gives ${hub.modelId} only to accounts that took its licence. Take it there, and have an admin set a token of that account in Settings, Rules.`
        : `${host} does not give ${hub.modelId} to the account of the lab’s token. Take its licence there with that account, or set another token in Settings, Rules.`,
    );
  if (code === 'RevisionNotFound')
    return new CopyRefused(
      `${hub.modelId} has no revision ${hub.revision} on ${host}. Check it, or take main.`,
    );
  if (statusCode === 404 || isClosed)
    return new CopyRefused(
      `There is no ${hub.modelId} on ${host}, or it is private. Check how it is written${hub.token === null ? '; a private one wants a token in Settings, Rules' : ''}.`,
    );
  if (statusCode === 429) return new CopyInterrupted(`${host} asks to wait; it goes on by itself.`);
  return new CopyInterrupted(`${host} answered ${statusCode}.`);
}

const unreachable = (hub: HubModel, error: unknown): CopyInterrupted =>
  new CopyInterrupted(
    `This machine can’t reach ${hostOf(hub)}: ${messageOf(error)}. Without internet, models come from a mirror in the lab (Settings, Rules) or from another Mac.`,
    { cause: error },
  );

async function readAll(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_LIST_BYTES) throw new CopyRefused('Its list of files is longer than a model’s can be.');
    pieces.push(chunk);
  }
  return Buffer.concat(pieces).toString('utf8');
}
