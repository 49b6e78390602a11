import { AgentModel, MachineFacts, type EngineState } from '@/shared/schemas/machine.ts';
import { clipAll, takeFitting, withoutWrong } from './bounded.ts';

type Description = { facts: MachineFacts; models: AgentModel[]; engine: EngineState };

const MOST_MODELS = 200;
const FACTS = { characters: 255, entries: 32 };
const MODEL = { characters: 500, entries: 32 };

/**
 * What a machine says of itself, of a size that fits into one message and with values that the portal can keep: long
 * names, thousands of folders and odd files are no reason to be unreachable. `leftOut`: how many models are not told.
 */
export function boundDescription(found: Description): Description & { leftOut: number } {
  const facts = clipAll(found.facts, FACTS);
  const told = found.models.slice(0, MOST_MODELS).flatMap(toldModel);
  const whole = takeFitting(told, MOST_MODELS);
  // A model that can be started but not planned is worth more than none.
  const models = whole.length === told.length ? whole : takeFitting(told.map(withoutShape), MOST_MODELS);
  return {
    facts: withoutWrong(MachineFacts, facts) ?? facts,
    models,
    engine: clipAll(found.engine, MODEL),
    leftOut: found.models.length - models.length,
  };
}

function toldModel(model: AgentModel): AgentModel[] {
  const clipped = clipAll(model, MODEL);
  const told = withoutWrong(AgentModel, clipped) ?? withoutWrong(AgentModel, unreadable(clipped));
  return told === null ? [] : [told];
}

const withoutShape = ({ shape: _shape, ...rest }: AgentModel): AgentModel => rest;

const unreadable = ({ id, title }: AgentModel): AgentModel => ({
  id,
  title,
  description: '',
  architecture: 'unknown',
  layers: null,
  parameters: null,
  weightsBytes: 0,
  fingerprint: '',
  tensorSizes: [],
  pipelineSizes: [],
  suggestedQuestions: [],
  problem: 'What the files of this model say of it can’t be. Download it again.',
});
