/**
 * So long does a test wait for what must come, ms. Long, for the machine may do other things as well, and only a test that
 * fails waits it out.
 */
export const PATIENCE_MS = 45_000;
