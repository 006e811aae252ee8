// The words of the REST contract, for tests that look whether the console has words for all of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const contract = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../openapi/skein.json'), 'utf8'));

/** The values of an enumeration of the contract. */
export const wordsOf = (name: string): string[] => contract.components.schemas[name].enum;
