/** Ends browser and product; throws when the product is not gone within ten seconds, which fails the run. */
export default async function globalTeardown(): Promise<void> {
  const { endJourneys } = globalThis as typeof globalThis & { endJourneys?: () => Promise<void> };
  await endJourneys?.();
}
