import { getKeyModel, listKeyModels, readModelFiles } from '../../../modules/api-requests/index.ts';
import { sendJson } from '../../respond.ts';
import type { ApiExchange } from '../api-route.ts';
import { readApiBody } from '../read-api-json.ts';
import { readOllamaModel } from './read-question.ts';
import { listedModel, shownModel } from './tell-model.ts';

/* What there is to ask: a model that is not ready is not there. */

export async function serveTags({ ctx, res }: ApiExchange): Promise<void> {
  const [models, files] = [await listKeyModels(ctx), await readModelFiles(ctx)];
  sendJson(res, 200, { models: models.map((it) => listedModel(it, files.get(it.id))) });
}

export async function serveShow({ ctx, req, res }: ApiExchange): Promise<void> {
  const model = await getKeyModel(ctx, readOllamaModel(await readApiBody(req)));
  const files = await readModelFiles(ctx);
  sendJson(res, 200, shownModel(model, files.get(model.id)));
}
