import * as z from 'zod';
import {
  ApiKey,
  ApiOrigins,
  ChangeKeyInput,
  KeyFields,
  KeyRequestPage,
  KeyTargets,
  KeyTargetsInput,
  ListKeyRequestsInput,
  ListKeysInput,
  MadeKey,
} from '@/shared/schemas/api-key.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  changeKey,
  createKey,
  getApiOrigins,
  listKeys,
  listRequests,
  listTargets,
  revokeKey,
  setApiOrigins,
} from '../../modules/api-keys/index.ts';
import { procedure, router } from '../init.ts';

const ById = z.object({ id: Id });

/** Keys that programs ask with, and what may call the API. */
export const apiKeysRouter = router({
  list: procedure
    .input(ListKeysInput)
    .output(z.array(ApiKey))
    .query(({ ctx, input }) => listKeys(ctx, input)),
  targets: procedure
    .input(KeyTargetsInput)
    .output(KeyTargets)
    .query(({ ctx, input }) => listTargets(ctx, input)),
  requests: procedure
    .input(ListKeyRequestsInput)
    .output(KeyRequestPage)
    .query(({ ctx, input }) => listRequests(ctx, input)),
  create: procedure
    .input(KeyFields)
    .output(MadeKey)
    .mutation(({ ctx, input }) => createKey(ctx, input)),
  change: procedure
    .input(ChangeKeyInput)
    .output(ById)
    .mutation(({ ctx, input }) => changeKey(ctx, input)),
  revoke: procedure
    .input(ById)
    .output(ById)
    .mutation(({ ctx, input }) => revokeKey(ctx, input)),
  origins: procedure.output(ApiOrigins).query(({ ctx }) => getApiOrigins(ctx)),
  setOrigins: procedure
    .input(ApiOrigins)
    .output(ApiOrigins)
    .mutation(({ ctx, input }) => setApiOrigins(ctx, input)),
});
