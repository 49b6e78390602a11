import * as z from 'zod';
import { ChatPrompt, PromptVersion, SavePromptInput } from '@/shared/schemas/chat-prompts.ts';
import { ChatPreset, SavePresetInput } from '@/shared/schemas/chat-settings.ts';
import { limit } from '@/shared/schemas/paging.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  deletePreset,
  deletePrompt,
  listPresets,
  listPrompts,
  listPromptVersions,
  savePreset,
  savePrompt,
  setDefaultPreset,
} from '../../modules/chat-library/index.ts';
import { procedure, router } from '../init.ts';

const list = z.object({ limit: limit(500, 500) });

/** Presets and prompts: one's own, and those shared with the lab. */
export const chatLibraryRouter = router({
  presets: procedure
    .input(list)
    .output(z.array(ChatPreset))
    .query(({ ctx, input }) => listPresets(ctx, input)),
  savePreset: procedure.input(SavePresetInput).mutation(({ ctx, input }) => savePreset(ctx, input)),
  deletePreset: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => deletePreset(ctx, input)),
  setDefaultPreset: procedure
    .input(z.object({ id: Id.nullable() }))
    .mutation(({ ctx, input }) => setDefaultPreset(ctx, input)),
  prompts: procedure
    .input(list)
    .output(z.array(ChatPrompt))
    .query(({ ctx, input }) => listPrompts(ctx, input)),
  promptVersions: procedure
    .input(z.object({ id: Id, limit: limit(200, 200) }))
    .output(z.array(PromptVersion))
    .query(({ ctx, input }) => listPromptVersions(ctx, input)),
  savePrompt: procedure.input(SavePromptInput).mutation(({ ctx, input }) => savePrompt(ctx, input)),
  deletePrompt: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => deletePrompt(ctx, input)),
});
