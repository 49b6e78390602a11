import { MOST_FILE_BYTES } from '@/shared/domain/csv/limits.ts';
import { ImportAssetsInput, PreviewImportInput } from '@/shared/schemas/register-import.ts';
import { authorize, type ServiceContext } from '../context.ts';
import { importAssets, previewImport } from '../modules/register/index.ts';
import { contextOf } from './context-of.ts';
import type { Exchange, HttpDeps, Route } from './deps.ts';
import { readJson, sendJson } from './respond.ts';

/** The file as base64, and how it is read. */
const MAX_BODY_BYTES = Math.ceil((MOST_FILE_BYTES * 4) / 3) + 3 * 1024 * 1024;

/** Before a large body is read it is known whether it will be of any use. */
async function editorOf(deps: HttpDeps, exchange: Exchange): Promise<ServiceContext> {
  const ctx = await contextOf(deps, exchange);
  authorize(ctx, 'machine:edit');
  return ctx;
}

const bytesOf = (file: string): Uint8Array => Buffer.from(file, 'base64');

export const serveImportPreview: Route = async (deps, exchange) => {
  const ctx = await editorOf(deps, exchange);
  const { file, options } = await readJson(exchange.req, MAX_BODY_BYTES, PreviewImportInput);
  sendJson(exchange.res, 200, await previewImport(ctx, { bytes: bytesOf(file), options }));
};

export const serveImport: Route = async (deps, exchange) => {
  const ctx = await editorOf(deps, exchange);
  const { file, ...input } = await readJson(exchange.req, MAX_BODY_BYTES, ImportAssetsInput);
  sendJson(exchange.res, 200, await importAssets(ctx, { ...input, bytes: bytesOf(file) }));
};
