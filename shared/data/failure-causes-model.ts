import type { FailureCauseTable } from './failure-cause-entry.ts';

/** Causes in the model, its files and the engine that reads them. */
export const MODEL_CAUSES = {
  wrong_answer: {
    title: 'The model answers otherwise than it did before',
    sentence:
      'The session went on with a prompt of the lab’s in other words than the same files did before, so it does not serve. Its weights are damaged on a Mac, or this engine computes wrongly when the model is split like this.',
    remedy: [
      'Copy the model’s folder to each Mac again and start again: names and sizes are compared, contents are not.',
      'Start it on one Mac alone, or split the other way: if that answers as before, this way of splitting computes wrongly.',
      'If the new answer is the right one, as after an update of the engine, an admin can have the old one forgotten on the session’s page, or let it serve as it is.',
    ],
    isTransient: false,
    needs: 'person',
  },
  model_missing: {
    title: 'The model is not whole on {machine}',
    sentence: 'A file of the model is missing on {machine}.',
    remedy: ['Copy the whole model folder to {machine} again.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  model_damaged: {
    title: 'A file of the model is damaged on {machine}',
    sentence:
      'A file of the model on {machine} cannot be read: it is cut short or not what its name says. A download that was interrupted does that.',
    remedy: ['Delete the model’s folder on {machine} and copy it again.', 'Compare the fingerprints, then start again.'],
    isTransient: false,
    needs: 'person',
  },
  model_differs: {
    title: 'The model’s files differ on {machine}',
    sentence: 'The files of the model on {machine} are not those that the other machines have.',
    remedy: ['Copy the same folder to each machine of the group.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  model_mismatch: {
    title: 'The model’s weights do not fit its description',
    sentence:
      'The weights hold other parameters or shapes than the config.json of the model asks for. Either belongs to another model or version.',
    remedy: [
      'Take the model from its source again, config and weights of one revision.',
      'If they are of one revision, this mlx-lm is too old or too new for them.',
    ],
    isTransient: false,
    needs: 'person',
  },
  model_unsupported: {
    title: 'mlx-lm does not know this kind of model',
    sentence: 'The mlx-lm on {machine} has no code for this architecture or number format.',
    remedy: [
      'Look on the Models page which architectures the pinned mlx-lm knows.',
      'Choose another model, or a converted form of this one.',
    ],
    isTransient: false,
    needs: 'person',
  },
  model_needs_code: {
    title: 'The model wants to run its own code',
    sentence: 'The model brings a program of its own to be run. The lab runs none from a model.',
    remedy: ['Choose a model, or a conversion of it, that mlx-lm loads without remote code.'],
    isTransient: false,
    needs: 'person',
  },
  model_indivisible: {
    title: 'The model cannot be split like this',
    sentence:
      'The heads, layers or groups of the model do not divide by the number of machines, or its code has no such split.',
    remedy: ['Start it on another number of machines, or split it the other way.'],
    isTransient: false,
    needs: 'person',
  },
  versions_differ: {
    title: 'MLX and mlx-lm do not fit each other on {machine}',
    sentence:
      'The two halves of the engine on {machine} are of versions that do not work together: the worker thread stops at the first question.',
    remedy: ['Set the engine up again on {machine}: `setup-engine` installs the pinned pair.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  engine_broken: {
    title: 'The engine on {machine} does not start',
    sentence: 'Python on {machine} could not load a part of the engine.',
    remedy: ['Set the engine up again on {machine} with `setup-engine`.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  engine_failed: {
    title: 'The engine on {machine} stopped with an error',
    sentence:
      'The engine on {machine} ended with an error of its own while the links were tried. It says nothing against a cable.',
    remedy: [
      'Read the error: it stands in the log of the rank on {machine}.',
      'Set the engine up again on {machine} with `setup-engine`.',
      'Start again: each link is tried anew.',
    ],
    isTransient: false,
    needs: 'person',
  },
  tokenizer_broken: {
    title: 'The tokenizer of the model cannot be read',
    sentence: 'The tokenizer files of the model on {machine} are missing, damaged or need a part that is not installed.',
    remedy: ['Copy the tokenizer files again from the model’s source.', 'Start again.'],
    isTransient: false,
    needs: 'person',
  },
  template_refused: {
    title: 'The model’s chat template refused the question',
    sentence:
      'The template that turns a chat into a prompt raised an error. Many want user and assistant by turns and no system prompt.',
    remedy: ['Ask without a system prompt, or with question and answer by turns.', 'Look at the chat_template of the model.'],
    isTransient: false,
    needs: 'person',
  },
  context_too_long: {
    title: 'The question was longer than the model takes',
    sentence: 'The question had more tokens than the context of the model or the memory for it.',
    remedy: ['Ask with a shorter question, or choose a model with a longer context.', 'Start again.'],
    isTransient: true,
    needs: 'nobody',
  },
  generation_died: {
    title: 'The engine’s worker stopped on {machine}',
    sentence: 'The thread of the engine that answers ended with an error that the table does not know.',
    remedy: ['Read the log above that line.', 'Start again; if it repeats with the same question, report it to mlx-lm.'],
    isTransient: true,
    needs: 'nobody',
  },
} as const satisfies FailureCauseTable;
