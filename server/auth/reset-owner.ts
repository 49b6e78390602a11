import { openDatabase } from '../db.ts';
import { env } from '../env.ts';
import { makeOwnerLink } from '../modules/sign-ins/index.ts';
import { openLabDatabase } from '../postgres/lab-database.ts';

/** Called by scripts/reset-owner.mjs, with the owner’s e-mail where the lab has several. */
async function main(email: string | undefined): Promise<number> {
  const lab = await openLabDatabase(env.dataFolder, env.databaseUrl);
  const db = openDatabase(lab.url);
  try {
    const made = await makeOwnerLink(db, { email: email?.toLowerCase() ?? null, url: env.url });
    if ('refusal' in made) {
      console.error(made.refusal);
      return 1;
    }
    console.log(
      [
        `A one-time link for ${made.name}, who owns this lab. It works once, within an hour; whoever opens it chooses a new`,
        'password, and their codes, passkeys and sign-ins end:',
        '',
        `  ${made.link}`,
        '',
        ...(env.databaseUrl || lab.portal ? [] : ['Start the portal (npm start) before you open it.', '']),
      ].join('\n'),
    );
    return 0;
  } finally {
    await db.$disconnect();
    await lab.close();
  }
}

process.exit(await main(process.argv[2]));
