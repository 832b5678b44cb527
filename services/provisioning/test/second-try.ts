import { expect, jest } from '@jest/globals';

// These start whole worlds, several side by side on two cores, and now and then one runs out of time. What fails is tried once more
// and what the first try met is printed, so that a test which needs its second try is seen and mended. What proves that something
// holds however often it is tried gets no second try: there, failing once is the finding.
const noSecondTry = /\/(races|crash|guessing|isolation|tenant-rows|secrets|activation-model)\.test\.ts$/;
if (!noSecondTry.test(expect.getState().testPath ?? '')) jest.retryTimes(1, { logErrorsBeforeRetry: true });
