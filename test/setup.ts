import fc from 'fast-check';

/**
 * Property tests and fuzzers draw the same cases in every run of `npm test`, so that a red run is about the change at
 * hand. `npm run test:long`, or PACKLINE_SEED=random, draws new ones; a failure prints its seed for PACKLINE_SEED.
 */
const given = process.env['PACKLINE_SEED'] ?? (process.env['PACKLINE_LONG'] === '1' ? 'random' : '20261122');
if (given !== 'random') {
  fc.configureGlobal({ seed: Number(given) });
  process.env['FUZZ_SEED'] ??= given;
}
