import { asPerson, type ServiceContext } from '../../context.ts';
import { importResults } from '../../modules/results/index.ts';

/** What somebody measured elsewhere and published, with where: the only figures of the demo that are of real hardware. */
const PUBLISHED = {
  id: '6b0c3f0e-5d0c-4a0b-9a53-0f6d2a8f1010',
  source: 'ml-explore/mlx-lm, pull request 1010 (16 March 2026), without a pause between trials',
  model: '',
  hardware: 'MacBook Air M4, 24 GB',
  text: `mlx_lm.benchmark --model mlx-community/Qwen2.5-7b-Instruct-4bit -p 2048 -g 2048
Timing with prompt_tokens=2048, generation_tokens=2048, batch_size=1.
Averages: prompt_tps=161.694, generation_tps=18.859, peak_memory=5.114
`,
};

export async function importPublished(ctx: ServiceContext): Promise<void> {
  const ines = await ctx.db.user.findFirst({
    where: { name: 'Ines' },
    select: { id: true, name: true, role: true, teamId: true },
  });
  if (ines) await importResults(asPerson(ctx, ines), PUBLISHED);
}
