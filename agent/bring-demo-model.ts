import { log, messageOf } from './log.ts';
import { DEMO_MODEL, fetchDemoModel } from './model-folders/fetch-demo-model.ts';

const RETRY_MS = 30_000;

/** The small model that Espalier ships, so that a new machine can start something at once. Tries until it is there. */
export async function bringDemoModel(
  portal: string,
  roots: readonly string[],
  onBrought: () => void,
): Promise<void> {
  for (;;) {
    try {
      if (await fetchDemoModel(portal, roots)) {
        log(`Fetched the model ${DEMO_MODEL} from the portal.`);
        onBrought();
      }
      return;
    } catch (error) {
      log(`The model ${DEMO_MODEL} could not be fetched: ${messageOf(error)}`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
    }
  }
}
