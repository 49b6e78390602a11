import { SessionPlan } from '../protocol/agent.ts';
import type { EngineSettings } from '../schemas/engine-settings.ts';
import { canonicalJson } from './canonical-json.ts';

/** A plan as it is sent and hashed; `digest` is the sha256 of `text` in hexadecimal. */
export type SealedPlan = { text: string; digest: string };

/** The one text of a plan with its hash. */
export async function sealPlan(plan: SessionPlan): Promise<SealedPlan> {
  const text = canonicalJson(plan);
  return { text, digest: await digestOf(text) };
}

/** What a rank was prepared for. */
export type PreparedRank = {
  sessionId: string;
  epoch: number;
  rank: number;
  size: number;
  modelId: string;
  modelFingerprint: string;
  parallelism: string;
  backend: string;
  settings?: EngineSettings | undefined;
};
export type OpenedPlan = { ok: true; plan: SessionPlan } | { ok: false; why: string };

/** The plan of a sealed one, if it is what its digest says and what this rank was prepared for; else why not, for people. */
export async function openPlan({ text, digest }: SealedPlan, own: PreparedRank): Promise<OpenedPlan> {
  if ((await digestOf(text)) !== digest)
    return refuse('The plan to start by is not the one that its digest names. Start the session again.');
  const parsed = parse(text);
  if (!parsed) return refuse('The plan to start by can’t be read by this agent. Update it.');
  const why = differenceOf(parsed, own);
  return why === null ? { ok: true, plan: parsed } : refuse(why);
}

export async function digestOf(text: string): Promise<string> {
  const hash = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function differenceOf(plan: SessionPlan, own: PreparedRank): string | null {
  if (plan.sessionId !== own.sessionId || plan.epoch !== own.epoch)
    return 'The plan to start by is of another start. Start the session again.';
  if (plan.ranks.length !== own.size || plan.ranks[own.rank]?.rank !== own.rank)
    return `The plan to start by has ${plan.ranks.length} ranks; this machine was prepared as rank ${own.rank} of ${own.size}.`;
  if (plan.model.id !== own.modelId)
    return `The plan to start by names the model ${plan.model.id}; this machine was prepared for ${own.modelId}.`;
  if (plan.model.revision !== own.modelFingerprint)
    return `The plan to start by is for other files of ${own.modelId} than this machine has. Copy the same folder to each.`;
  if (plan.parallelism !== own.parallelism || plan.backend !== own.backend)
    return `The plan to start by says ${plan.parallelism} over ${plan.backend}; this machine was prepared for ${own.parallelism} over ${own.backend}.`;
  if (canonicalJson(plan.settings ?? null) !== canonicalJson(own.settings ?? null))
    return 'The plan to start by has other engine settings than this machine was prepared for. Start the session again.';
  return null;
}

function parse(text: string): SessionPlan | null {
  try {
    return SessionPlan.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const refuse = (why: string): OpenedPlan => ({ ok: false, why });
