import { getKeyModel, type KeyModel, listKeyModels } from '../../../modules/api-requests/index.ts';
import { sendJson } from '../../respond.ts';
import type { ApiExchange } from '../api-route.ts';
import { secondsOf } from '../seconds-of.ts';

export async function serveModels({ ctx, res }: ApiExchange): Promise<void> {
  const models = await listKeyModels(ctx);
  sendJson(res, 200, { object: 'list', data: models.map(toModel) });
}

export async function serveModel({ ctx, res }: ApiExchange, [name]: string[]): Promise<void> {
  sendJson(res, 200, toModel(await getKeyModel(ctx, name!)));
}

const toModel = ({ id, title, createdAt }: KeyModel) => ({
  id,
  object: 'model',
  created: secondsOf(createdAt),
  owned_by: 'espalier',
  display_name: title,
});
