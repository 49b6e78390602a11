import { ensureNode } from './lib/node.mjs';
import { main } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';

// What shared/domain/rate-coefficients.ts should say, from the points that fit.
await ensureNode();
await main(async () => {
  await setup();
  const { fitCoefficients } = await import('../shared/data/planner-fit.ts');
  const { listPublished } = await import('../shared/data/published-points.ts');
  console.log(JSON.stringify(fitCoefficients(listPublished().points), null, 2));
  return 0;
});
