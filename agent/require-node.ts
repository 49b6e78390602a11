import { oldNodeMessage } from './old-node.ts';

// Imported first, so that it ends an old Node before any other module runs into what is missing there.
const message = oldNodeMessage(process.versions.node);
if (message !== null) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
