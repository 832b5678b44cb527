import { fileURLToPath } from 'node:url';
import { createConfig, lint } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';

// The contract as others see it: by the official schema of OpenAPI 3.1, and by Redocly's strict rules with those of a well-kept
// document added. Nothing is asked of any server.
const contract = fileURLToPath(new URL('../openapi.yaml', import.meta.url));

/** Where a rule does not fit, and why. One that no longer applies is a fault itself. */
const exceptions = [
  // Where a browser is sent on, there is nothing but the redirect, and whatever went wrong is told on the page it leads to.
  { rule: 'operation-2xx-response', at: '#/paths/~1v1~1session~1oidc~1start/get/responses' },
  { rule: 'operation-2xx-response', at: '#/paths/~1v1~1session~1oidc~1callback/get/responses' },
  { rule: 'operation-4xx-response', at: '#/paths/~1v1~1session~1oidc~1callback/get/responses' },
  // Whoever watches the processes cannot ask them wrongly.
  { rule: 'operation-4xx-response', at: '#/paths/~1livez/get/responses' },
  { rule: 'operation-4xx-response', at: '#/paths/~1readyz/get/responses' },
  // What is for everybody, and asks for nothing, is refused to nobody.
  ...['~1.well-known~1api-catalog', '~1.well-known~1oauth-authorization-server', '~1.well-known~1oauth-protected-resource', '~1oauth~1jwks'].map((path) => ({ rule: 'operation-4xx-response', at: `#/paths/${path}/get/responses` })),
];

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'info-contact': 'error',
    'operation-singular-tag': 'error',
    'tag-description': 'error',
    'spec-strict-refs': 'error',
    'no-invalid-parameter-examples': 'error',
    'no-invalid-schema-examples': 'error',
    'no-required-schema-properties-undefined': 'error',
    'no-schema-type-mismatch': 'error',
  },
});

const found = (await lint({ ref: contract, config })).map(({ ruleId, message, location }) => ({ rule: ruleId, at: location[0]?.pointer ?? '', message }));
const isException = (/** @type {{ rule: string, at: string }} */ { rule, at }) => exceptions.some((exception) => exception.rule === rule && exception.at === at);
const faults = found.filter((fault) => !isException(fault)).map(({ rule, at, message }) => `${at}: ${message} (${rule})`);
for (const { rule, at } of exceptions) if (!found.some((fault) => fault.rule === rule && fault.at === at)) faults.push(`${at}: the exception from ${rule} is not needed any more`);

const validator = new Validator();
const { valid, errors } = await validator.validate(contract);
if (!valid) faults.push(`by the schema of OpenAPI ${validator.version}: ${JSON.stringify(errors)}`);
if (validator.version !== '3.1') faults.push(`it says it is OpenAPI ${validator.version}, not 3.1`);

for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
