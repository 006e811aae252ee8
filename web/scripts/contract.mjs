// Holds the OpenAPI document against two linters with their strictest own rules. A warning fails, too.
//
// Both run without the network: no rules are fetched, nothing is reported.
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const CONTRACT = resolve(WEB, '../openapi/skein.json');

const LINTERS = [
  ['redocly', ['lint', '--config', 'contract/redocly.yaml', '--max-problems', '50', CONTRACT]],
  ['spectral', ['lint', '--ruleset', 'contract/spectral.yaml', '--fail-severity', 'hint', CONTRACT]],
];

const QUIET = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NODE_NO_WARNINGS: '1' };

for (const [linter, args] of LINTERS) {
  const run = spawnSync(resolve(WEB, 'node_modules/.bin', linter), args, {
    cwd: WEB,
    env: { ...process.env, ...QUIET },
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    console.error(`${linter} refuses openapi/skein.json:\n${run.stdout ?? ''}${run.stderr ?? ''}${run.error ?? ''}`);
    process.exit(1);
  }
  console.log(`${linter}: openapi/skein.json is clean`);
}
