// How many inputs a property test draws: a share of what it draws at length (`npm run test:long`, or TEST_DRAWS=10).
const share = Number(process.env['TEST_DRAWS'] ?? 0.25);

/** `atLength` draws of a long run, or their share in a run of every day. */
export function draws(atLength: number): number {
  return Math.max(1, Math.ceil(atLength * share));
}
