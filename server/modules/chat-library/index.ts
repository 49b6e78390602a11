export { deletePreset } from './delete-preset.ts';
export { deletePrompt } from './delete-prompt.ts';
export { listPresets } from './list-presets.ts';
export { listPrompts } from './list-prompts.ts';
export { listPromptVersions } from './list-prompt-versions.ts';
export { savePreset } from './save-preset.ts';
export { savePrompt } from './save-prompt.ts';
export { setDefaultPreset } from './set-default-preset.ts';
