import { jest } from '@jest/globals';

// A browser, a database and a dozen processes on two cores stumble now and then. A journey that fails is tried once more;
// what the first try met is printed, so that a journey which needs its second try is seen and mended.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
