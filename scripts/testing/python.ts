import { findPython } from '../lib/python.mjs';
import { bringPackages, pythonOf, testPackages } from '../lib/python-packages.mjs';

/** A Python with the libraries of `requirements.txt`; null where this computer has no Python. */
export async function bringTestPython(): Promise<string | null> {
  const missing = await bringPackages(testPackages());
  if (missing && findPython()) throw new Error(`The Python libraries of this test are missing: ${missing}`);
  return missing ? null : pythonOf(testPackages());
}
