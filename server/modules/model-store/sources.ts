import { isIP } from 'node:net';
import type { ModelSourcesView, OutsideSource } from '@/shared/schemas/model-store.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { checkUrl, hostOf, openSecret, sealSecret } from '../notifications/index.ts';
import { isPlugAddress } from '../wall-meters/index.ts';

export type SourceRow = { source: OutsideSource; url: string; host: string; sealedToken: string | null };

/** Where models come from: Hugging Face, and the lab's mirror where one is set. */
export async function readSources(ctx: ServiceContext): Promise<SourceRow[]> {
  const lab = await ctx.db.lab.findUnique({
    where: { id: 'lab' },
    select: { modelMirrorUrl: true, sealedHubToken: true, sealedMirrorToken: true },
  });
  const row = (source: OutsideSource, url: string, sealedToken: string | null): SourceRow => ({
    source,
    url,
    host: new URL(url).host,
    sealedToken,
  });
  const mirror = lab?.modelMirrorUrl ?? null;
  return [
    row('hub', ctx.huggingFaceUrl, lab?.sealedHubToken ?? null),
    ...(mirror === null ? [] : [row('mirror', mirror, lab?.sealedMirrorToken ?? null)]),
  ];
}

/** The token of a source, for the one machine that asks it now. Throws PRECONDITION_FAILED when it can't be opened. */
export function tokenFor(ctx: ServiceContext, { sealedToken, host }: SourceRow): string | null {
  if (sealedToken === null) return null;
  const token = openSecret(ctx, sealedToken);
  if (token === null)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `The token for ${host} was sealed by another ESPALIER_SECRET. Enter it again in Settings, Rules.`,
    );
  return token;
}

export async function getModelSources(ctx: ServiceContext): Promise<ModelSourcesView> {
  authorize(ctx, 'lab:read');
  const sources = await readSources(ctx);
  const [hub, mirror] = [
    sources.find((it) => it.source === 'hub')!,
    sources.find((it) => it.source === 'mirror'),
  ];
  return {
    hubHost: hub.host,
    hasHubToken: hub.sealedToken !== null,
    mirrorUrl: mirror?.url ?? null,
    hasMirrorToken: (mirror?.sealedToken ?? null) !== null,
  };
}

type NewSources = {
  mirrorUrl: string | null;
  hubToken?: string | undefined;
  mirrorToken?: string | undefined;
};

/** A token left out stays, an empty one is removed; one of a mirror never goes along to another address. */
export async function setModelSources(ctx: ServiceContext, input: NewSources): Promise<ModelSourcesView> {
  authorize(ctx, 'model:set-sources');
  const mirrorUrl = input.mirrorUrl === null ? null : mirrorOf(input.mirrorUrl);
  const sealed = (token: string) => (token === '' ? null : sealSecret(ctx, token));
  await withTransaction(ctx, async (tx) => {
    const before = await tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
    const isMoved = before.modelMirrorUrl !== mirrorUrl;
    const mirrorToken = mirrorUrl === null || (isMoved && !input.mirrorToken) ? '' : input.mirrorToken;
    const after = await tx.lab.update({
      where: { id: 'lab' },
      data: {
        modelMirrorUrl: mirrorUrl,
        ...(input.hubToken !== undefined && { sealedHubToken: sealed(input.hubToken) }),
        ...(mirrorToken !== undefined && { sealedMirrorToken: sealed(mirrorToken) }),
      },
    });
    const told = (lab: typeof before) => ({
      mirrorUrl: lab.modelMirrorUrl,
      hubToken: lab.sealedHubToken !== null,
      mirrorToken: lab.sealedMirrorToken !== null,
    });
    await emitAudit(ctx, tx, {
      action: 'model.set-sources',
      objectType: 'lab',
      objectId: 'lab',
      objectName: before.name,
      before: told(before),
      after: told(after),
    });
  });
  return getModelSources(ctx);
}

/** As it is asked: no end slash, nothing that is no part of an address. A machine looks at it again as it connects. */
function mirrorOf(text: string): string {
  const url = checkUrl(text.trim());
  if (url.search !== '' || url.hash !== '')
    throw new ServiceError(
      'VALIDATION',
      'Write where the mirror’s addresses begin, as https://models.lab.example.',
    );
  if (isIP(hostOf(url)) !== 0 && !isPlugAddress(hostOf(url)))
    throw new ServiceError(
      'VALIDATION',
      'No mirror has this address. Write the one it has in the lab’s net.',
    );
  return url.href.replace(/\/$/, '');
}
