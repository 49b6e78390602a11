import { findPython } from '../lib/python.mjs';
import { findTestPython, prepareTestPython } from '../lib/test-python.mjs';

/** A Python with the libraries of `requirements.txt`; null where this computer has no Python. */
export async function bringTestPython(): Promise<string | null> {
  const missing = await prepareTestPython();
  if (missing && findPython()) throw new Error(`The Python libraries of this test are missing: ${missing}`);
  return missing ? null : findTestPython();
}
